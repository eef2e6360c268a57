import "server-only";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { evidenceSections } from "@/lib/evidence-sections/queries";
import { type EvidenceFile, jsonText } from "@/lib/evidence-sections/rules";
import { getTenant } from "@/lib/tenants/queries";

type Order = {
  id: string;
  requestedBy: string;
  createdAt: Date;
};
type Written = { path: string; bytes: number; sha256: string };

/** Writes a whole evidence pack to a new file; tells after each section how many are done. */
export async function packEvidence(
  ctx: TenantContext,
  target: string,
  order: Order,
  onSection: (done: number) => Promise<void>,
): Promise<{ bytes: number; sha256: string }> {
  authorize(ctx, "utilities:use");
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const zip = new ZipFile();
  const stopping = new AbortController();
  const { signal } = stopping;
  zip.on("error", (error) => stopping.abort(error));
  const whole = meter();
  const output = createWriteStream(target, { mode: 0o600 });
  const written = pipeline(zip.outputStream, whole.stream, output, { signal });
  const filled = fill(ctx, { zip, signal }, order, onSection).then(() => zip.end());
  try {
    await Promise.all([filled, written]);
    return whole.total();
  } catch (error) {
    stopping.abort(error);
    await Promise.allSettled([filled, written]);
    throw signal.reason;
  }
}

type Archive = { zip: ZipFile; signal: AbortSignal };

async function fill(
  scope: TenantContext,
  archive: Archive,
  order: Order,
  onSection: (done: number) => Promise<void>,
): Promise<void> {
  const sections: { name: string; files: Written[] }[] = [];
  for (const { name, files } of evidenceSections) {
    const added: Written[] = [];
    for await (const file of files(scope)) added.push(await add(archive, file));
    sections.push({ name, files: added });
    await onSection(sections.length);
  }
  const manifest = await add(archive, {
    path: "manifest.json",
    content: [`${jsonText(await describe(scope, order, sections))}\n`],
  });
  const all = [...sections.flatMap(({ files }) => files), manifest];
  const sums = all.map((file) => `${file.sha256}  ${file.path}\n`);
  await add(archive, { path: "SHA256SUMS", content: sums });
}

async function describe(scope: TenantContext, order: Order, sections: unknown) {
  const { id, accountId, name } = await getTenant(scope);
  return {
    format: "ecai-evidence",
    version: 1,
    packId: order.id,
    environment: { id, accountId, name },
    requestedBy: order.requestedBy,
    requestedAt: order.createdAt,
    createdAt: new Date(),
    sections,
  };
}

async function add({ zip, signal }: Archive, { path: name, content }: EvidenceFile) {
  const { stream, total } = meter();
  zip.addReadStream(stream, name);
  await pipeline(Readable.from(content), stream, { signal });
  return { path: name, ...total() };
}

/** Counts and hashes the bytes that pass. */
function meter() {
  const hash = createHash("sha256");
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, total: () => ({ bytes, sha256: hash.digest("hex") }) };
}
