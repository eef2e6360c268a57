import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { PassThrough, Transform } from "node:stream";
import { keyedHash } from "@/lib/tokens";

export const manifestName = "manifest.json";
export const signatureName = "manifest.sig";
export const filesName = "files.gz.age";
export const tableFileName = ({ schema, name }: { schema: string; name: string }): string =>
  join("tables", `${schema}.${name}.gz.age`);

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The text beside a manifest: its SHA-256, and an HMAC under this service's secret that nobody else can make. */
export function signatureOf(manifest: Uint8Array): string {
  const hash = sha256(manifest);
  return `sha256 ${hash}\nhmac-sha256 ${keyedHash("backup-manifest", hash)}\n`;
}

/** The name of the file that was altered, or null when manifest and signature belong together. */
export function signatureProblem(manifest: Uint8Array, signature: string): string | null {
  if (signature === signatureOf(manifest)) return null;
  const [first = "", second = ""] = signature.split("\n");
  const stated = /^sha256 ([0-9a-f]{64})$/.exec(first)?.[1];
  const isOwn = stated && second === `hmac-sha256 ${keyedHash("backup-manifest", stated)}`;
  return isOwn && stated !== sha256(manifest) ? manifestName : signatureName;
}

export type Meter = { stream: Transform; read: () => { bytes: number; sha256: string } };

/** Passes bytes through, counts and hashes them. */
export function byteMeter(): Meter {
  const hash = createHash("sha256");
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ bytes, sha256: hash.digest("hex") }) };
}

/** The age identity in a key file as `age-keygen` writes it: the last line that is no comment. */
export function identityIn(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const identity = lines.filter((line) => line !== "" && !line.startsWith("#")).at(-1);
  if (!identity?.startsWith("AGE-SECRET-KEY-")) throw new Error("the file holds no age identity");
  return identity;
}

export type PackedFile = { path: string; size: number; content: Readable };

/**
 * Reads a pack: for each file a line of JSON with path and size, then its bytes. The content of one has to be read
 * before the next is asked for.
 */
export async function* unpack(pack: AsyncIterable<Buffer>): AsyncGenerator<PackedFile> {
  const source = new ByteSource(pack[Symbol.asyncIterator]());
  for (let line = await source.line(); line !== null; line = await source.line()) {
    const { path, size } = readHeader(line);
    const content = new PassThrough();
    const feeding = feed(source, size, content).catch((error) => {
      content.destroy(error);
      throw error;
    });
    feeding.catch(() => {});
    yield { path, size, content };
    content.resume();
    await feeding;
  }
}

function readHeader(line: string): { path: string; size: number } {
  const header: unknown = JSON.parse(line);
  const isHeader =
    typeof header === "object" && header !== null && "path" in header && "size" in header;
  if (!isHeader || typeof header.path !== "string" || typeof header.size !== "number")
    throw new Error("the pack of files is damaged");
  const parts = header.path.split("/");
  if (parts.includes("..") || header.path.startsWith("/"))
    throw new Error(`the pack of files leads outside: ${header.path}`);
  return { path: header.path, size: header.size };
}

async function feed(source: ByteSource, size: number, into: PassThrough): Promise<void> {
  let left = size;
  while (left > 0) {
    const part = await source.atMost(left);
    if (!part) throw new Error("the pack of files is cut off");
    left -= part.length;
    if (!into.write(part)) await new Promise((resolve) => into.once("drain", resolve));
  }
  into.end();
}

class ByteSource {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    if (next.done) return false;
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, next.value]) : next.value;
    return true;
  }

  async line(): Promise<string | null> {
    let end = this.rest.indexOf(10);
    while (end < 0) {
      if (!(await this.more())) {
        if (this.rest.length > 0) throw new Error("the pack of files is cut off");
        return null;
      }
      end = this.rest.indexOf(10);
    }
    const line = this.rest.toString("utf8", 0, end);
    this.rest = this.rest.subarray(end + 1);
    return line;
  }

  async atMost(size: number): Promise<Buffer | null> {
    if (this.rest.length === 0 && !(await this.more())) return null;
    const part = this.rest.subarray(0, size);
    this.rest = this.rest.subarray(part.length);
    return part;
  }
}
