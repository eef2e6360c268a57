import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Decrypter } from "age-encryption";
import { type Manifest, manifestSchema, type StoredFile } from "@/lib/backup-format/schema";
import { byteMeter, identityIn, manifestName, signatureName, signatureProblem } from "./rules";

/** The manifest of the generation in the folder. Throws where it or its signature was altered. */
export async function readManifest(folder: string): Promise<Manifest> {
  const body = await readFile(join(folder, manifestName));
  const signature = await readFile(join(folder, signatureName), "utf8");
  const problem = signatureProblem(body, signature);
  if (problem)
    throw new Error(`${problem}: altered, or made by a service with another ECAI_SECRET`);
  return manifestSchema.parse(JSON.parse(body.toString()));
}

const storedFiles = ({ tables, files }: Manifest): StoredFile[] => [
  ...tables.map(({ file }) => file),
  files.file,
];

/** Reads every file of a generation again; returns what is wrong as `file: what`, empty when all is as it was written. */
export async function findDamage(folder: string): Promise<string[]> {
  let manifest: Manifest;
  try {
    manifest = await readManifest(folder);
  } catch (error) {
    return [messageOf(error)];
  }
  const problems: string[] = [];
  for (const stored of storedFiles(manifest)) {
    const problem = await fileProblem(folder, stored);
    if (problem) problems.push(`${stored.path}: ${problem}`);
  }
  const known = new Set([
    manifestName,
    signatureName,
    ...storedFiles(manifest).map(({ path }) => path),
  ]);
  for (const path of await listFiles(folder))
    if (!known.has(path)) problems.push(`${path}: not in the manifest`);
  return problems;
}

async function fileProblem(folder: string, stored: StoredFile): Promise<string | null> {
  const meter = byteMeter();
  try {
    await pipeline(createReadStream(join(folder, stored.path)), meter.stream.resume());
  } catch (error) {
    return messageOf(error);
  }
  const found = meter.read();
  if (found.bytes !== stored.bytes) return `${found.bytes} bytes, not ${stored.bytes}`;
  return found.sha256 === stored.sha256 ? null : "other content than was written";
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What `writeSealed` was given, decrypted and decompressed as it is read. */
export async function openSealed(
  folder: string,
  path: string,
  identity: string,
): Promise<Readable> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const input = Readable.toWeb(createReadStream(join(folder, path)));
  const opened = await decrypter.decrypt(input as ReadableStream<Uint8Array>);
  const gunzip = createGunzip();
  // A failure reaches the reader through the stream itself.
  pipeline(Readable.fromWeb(opened as never), gunzip).catch(() => {});
  return gunzip;
}

export async function readIdentity(file: string | undefined): Promise<string> {
  if (!file) throw new Error("BACKUP_IDENTITY_FILE: needed to open a backup");
  return identityIn(await readFile(file, "utf8"));
}

/** Every file below the folder, by its path from there in `/` notation, sorted; empty where there is no folder. */
export async function listFiles(folder: string): Promise<string[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}
