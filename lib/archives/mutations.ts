import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Encrypter } from "age-encryption";
import type { Manifest, StoredFile } from "@/lib/backup-format/schema";
import { byteMeter, manifestName, signatureName, signatureOf } from "./rules";

/** Compresses and encrypts (age, https://age-encryption.org/v1) as the source gives it, and writes it through to the disk. */
export async function writeSealed(
  folder: string,
  path: string,
  recipient: string,
  source: AsyncIterable<Buffer>,
): Promise<StoredFile> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const [raw, stored] = [byteMeter(), byteMeter()];
  const gzip = createGzip({ level: 1 });
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const feeding = pipeline(source, raw.stream, gzip);
  // The feeding may fail while nobody waits for it yet; the rejection is taken below.
  feeding.catch(() => {});
  const sealed = await encrypter.encrypt(Readable.toWeb(gzip) as ReadableStream<Uint8Array>);
  const output = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
  const writing = pipeline(Readable.fromWeb(sealed as never), stored.stream, output);
  await Promise.all([feeding, writing]);
  return { path, ...stored.read(), rawBytes: raw.read().bytes };
}

/** Writes the manifest with its signature; returns the signature's text. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<string> {
  const body = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  const signature = signatureOf(body);
  for (const [name, data] of [
    [manifestName, body],
    [signatureName, signature],
  ] as const)
    await writeFile(join(folder, name), data, { mode: 0o600, flag: "wx", flush: true });
  return signature;
}

/** Gives a finished generation its name: until then nothing takes it for whole. */
export async function publishFolder(partial: string, final: string): Promise<void> {
  await rename(partial, final);
  const parent = await open(dirname(final), "r");
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
