import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { BackupTable } from "@/db/backup-tables";
import { copyOut, countRows, type Snapshot } from "@/db/snapshot";
import { writeSealed } from "@/lib/archives/mutations";
import { listFiles } from "@/lib/archives/queries";
import { filesName, tableFileName } from "@/lib/archives/rules";
import { dumpSections, Ledger, rowMeter } from "@/lib/backup-format/rules";
import type { Manifest, ManifestTable } from "@/lib/backup-format/schema";
import { findDumpVersion, openDump } from "./queries";
import { fileItem, packHeader, tenantOfFile } from "./rules";

export type SnapshotTarget = { folder: string; recipient: string };
type Source = { snapshot: Snapshot; url: string };

/** How a server is backed up: by pg_dump of its own major version or a newer one, else by COPY. */
export async function chooseWay(serverVersion: string): Promise<Manifest["way"]> {
  const installed = await findDumpVersion();
  return installed !== null && installed >= Number.parseInt(serverVersion, 10) ? "pg_dump" : "copy";
}

/** Writes every table of the snapshot into the folder. Throws where a table's rows are not those that are there. */
export async function writeTables(
  way: Manifest["way"],
  source: Source,
  target: SnapshotTarget,
): Promise<ManifestTable[]> {
  return way === "pg_dump" ? writeDumped(source, target) : writeCopied(source, target);
}

async function writeCopied({ snapshot }: Source, target: SnapshotTarget): Promise<ManifestTable[]> {
  const written: ManifestTable[] = [];
  for (const table of snapshot.tables)
    written.push(await writeTable(snapshot, table, await copyOut(snapshot.sql, table), target));
  return written;
}

async function writeDumped({ snapshot, url }: Source, target: SnapshotTarget) {
  const dump = openDump(url, snapshot.exportedId);
  const written: ManifestTable[] = [];
  for await (const { schema, name, rows } of dumpSections(dump.output)) {
    const table = snapshot.tables.find((known) => known.schema === schema && known.name === name);
    if (!table) throw new Error(`${schema}.${name}: in the dump but not in the catalogue`);
    written.push(await writeTable(snapshot, table, Readable.from(rows), target));
  }
  await dump.ended;
  const missing = snapshot.tables.find(
    ({ schema, name }) => !written.some((table) => table.schema === schema && table.name === name),
  );
  if (missing) throw new Error(`${missing.schema}.${missing.name}: not in the dump`);
  return written;
}

async function writeTable(
  snapshot: Snapshot,
  table: BackupTable,
  lines: Readable,
  { folder, recipient }: SnapshotTarget,
): Promise<ManifestTable> {
  const ledger = new Ledger();
  const index = table.tenantColumn === null ? null : table.columns.indexOf(table.tenantColumn);
  const meter = rowMeter(ledger, index);
  lines.on("error", (error) => meter.destroy(error));
  const file = await writeSealed(folder, tableFileName(table), recipient, lines.pipe(meter));
  const { rows, hash } = ledger.total();
  const live = await countRows(snapshot.sql, table);
  if (rows !== live)
    throw new Error(
      `${table.schema}.${table.name}: ${rows} rows in the copy, ${live} in the table`,
    );
  return { ...table, rows, hash, tenants: ledger.tenants(), file };
}

/** Packs the customers' files into the folder; one that vanishes meanwhile is left out. */
export async function writeFiles(
  root: string,
  { folder, recipient }: SnapshotTarget,
): Promise<Manifest["files"]> {
  const ledger = new Ledger();
  const file = await writeSealed(folder, filesName, recipient, pack(root, ledger));
  const { rows, hash } = ledger.total();
  return { count: rows, hash, tenants: ledger.tenants(), file };
}

async function* pack(root: string, ledger: Ledger): AsyncGenerator<Buffer> {
  for (const path of await listFiles(root)) {
    const handle = await open(join(root, path), "r").catch((error) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (!handle) continue;
    try {
      const { size } = await handle.stat();
      const hash = createHash("sha256");
      let left = size;
      yield packHeader(path, size);
      if (size > 0) {
        for await (const chunk of handle.createReadStream({ end: size - 1, autoClose: false })) {
          hash.update(chunk);
          left -= chunk.length;
          yield chunk;
        }
      }
      if (left !== 0) throw new Error(`${path}: became shorter while it was read`);
      ledger.add(fileItem(path, hash.digest("hex")), tenantOfFile(path));
    } finally {
      await handle.close();
    }
  }
}
