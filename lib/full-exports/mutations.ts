import "server-only";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { csvLine } from "@/lib/exports/rules";
import { eachExportPart } from "./queries";
import { exportFile, exportFolder } from "./rules";

/** Fast enough to keep up with the database; files get a tenth larger than at the usual level. */
const compressionLevel = 1;
const byteOrderMark = "\uFEFF";

/** Writes the whole address book as a ZIP of CSV files; returns its size. */
export async function writeFullExport(ctx: TenantContext, runId: string): Promise<number> {
  authorize(ctx, "utilities:use");
  const file = exportFile(ctx.tenantId, runId);
  const partial = `${file}.part`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const zip = new ZipFile();
  const stopping = new AbortController();
  const { signal } = stopping;
  const output = createWriteStream(partial, { mode: 0o600 });
  const written = pipeline(zip.outputStream, output, { signal });
  const filled = fill(ctx, zip, signal).then(() => zip.end());
  try {
    await Promise.all([filled, written]);
    await rename(partial, file);
  } catch (error) {
    stopping.abort(error);
    await Promise.allSettled([filled, written]);
    await rm(partial, { force: true });
    throw error;
  }
  return (await stat(file)).size;
}

async function fill(scope: TenantContext, zip: ZipFile, signal: AbortSignal): Promise<void> {
  await eachExportPart(scope, async ({ name, header, content }) => {
    const stream = new PassThrough();
    zip.addReadStream(stream, name, { compressionLevel });
    stream.write(byteOrderMark + csvLine(header));
    await pipeline(content, blocks, stream, { signal });
  });
}

/** What has been read so far at once: the driver hands over a line at a time, and a million small writes cost seconds. */
async function* blocks(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* content;
}

/** The size of a file, or null where there is none. */
export async function fileSize(file: string): Promise<number | null> {
  const found = await stat(file).catch(missing);
  return found?.size ?? null;
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

/** Removes the files of all other exports, and what a killed worker left of them. */
export async function pruneExports(ctx: TenantContext, kept: readonly string[]): Promise<void> {
  authorize(ctx, "utilities:use");
  const folder = exportFolder(ctx.tenantId);
  const names = (await readdir(folder).catch(missing)) ?? [];
  for (const name of names)
    if (!kept.some((id) => name.startsWith(id))) await rm(path.join(folder, name), { force: true });
}
