import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { eq } from "drizzle-orm";
import postgres, { type TransactionSql } from "postgres";
import { controlDb } from "@/db/client";
import { migrate, newestSchema } from "@/db/migrate";
import {
  copyIn,
  createDatabase,
  demandEmpty,
  dropDatabase,
  holdWork,
  listOwnDatabases,
  openTables,
  setSequences,
} from "@/db/restore-tables";
import { restoreDrills } from "@/db/schema/backups";
import { copyOut, settleOutput } from "@/db/snapshot";
import { findDamage, openSealed, readIdentity, readManifest } from "@/lib/archives/queries";
import { byteMeter, unpack } from "@/lib/archives/rules";
import { differences, Ledger, rowMeter } from "@/lib/backup-format/rules";
import type { Manifest, ManifestTable } from "@/lib/backup-format/schema";
import { findNewestVerified } from "@/lib/backups/queries";
import { backupDir } from "@/lib/backups/rules";
import { env } from "@/lib/env";
import { replayErasures } from "@/lib/erasures/mutations";
import { collectTombstones } from "@/lib/erasures/queries";
import type { Tombstone } from "@/lib/erasures/schema";
import { recordFact } from "@/lib/facts/mutations";
import { log } from "@/lib/log";
import { fileItem, tenantOfFile } from "@/lib/snapshots/rules";

export type RestoreReport = {
  generation: string;
  rows: number;
  tables: number;
  files: number;
  erasedTenants: string[];
  heldDeliveries: number;
  durationMs: number;
};

type Target = {
  /** An empty database, as the role that will own its tables. */
  url: string;
  /** Where customers' files go; without it they are read and compared only. */
  filesFolder?: string;
  /** Whether the database of DATABASE_URL answers, whose tombstones then count too. */
  isServing: boolean;
};

/** The folder of a generation, by its name below BACKUP_DIR or by a path. */
export const generationFolder = (generation: string): string =>
  isAbsolute(generation) ? generation : join(backupDir(), generation);

/** The manifest of a generation that is whole and of the schema that this software knows. Throws with what is wrong. */
export async function demandWhole(folder: string): Promise<Manifest> {
  const damage = await findDamage(folder);
  if (damage.length > 0) throw new Error(`the generation is damaged: ${damage.join("; ")}`);
  const manifest = await readManifest(folder);
  const own = newestSchema();
  if (manifest.schema.newest !== own.newest || manifest.schema.count !== own.count)
    throw new Error(
      `the generation has schema ${manifest.schema.newest} (${manifest.schema.count} migrations), this software ` +
        `${own.newest} (${own.count}): restore it with the release that made it, then migrate`,
    );
  return manifest;
}

/**
 * Restores a generation into an empty database in one transaction: rows, sequences, comparison with the manifest, and the
 * erasures that came after it. Nothing is left where any of it fails.
 */
export async function restoreGeneration(
  generation: string,
  target: Target,
): Promise<RestoreReport> {
  const began = Date.now();
  const folder = generationFolder(generation);
  const identity = await readIdentity(env().BACKUP_IDENTITY_FILE);
  const manifest = await demandWhole(folder);
  const tombstones = await collectTombstones(target.isServing);
  await migrate({ ownerUrl: target.url, isRecorded: false });
  const sql = postgres(target.url, { max: 1, onnotice: () => {} });
  try {
    const { value } = await sql.begin(async (tx) => ({
      value: await fill(tx, manifest, { folder, identity }, tombstones),
    }));
    const files = await restoreFiles(
      manifest,
      { folder, identity },
      tombstones,
      target.filesFolder,
    );
    const rows = manifest.tables.reduce((total, table) => total + table.rows, 0);
    const counts = { rows, tables: manifest.tables.length, files };
    return { generation: manifest.generation, ...counts, ...value, durationMs: Date.now() - began };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

type Source = { folder: string; identity: string };

async function fill(
  sql: TransactionSql,
  manifest: Manifest,
  source: Source,
  tombstones: readonly Tombstone[],
) {
  await settleOutput(sql);
  await demandEmpty(sql);
  const close = await openTables(sql, manifest.tables);
  for (const table of manifest.tables)
    await copyIn(sql, table, await openSealed(source.folder, table.file.path, source.identity));
  await setSequences(sql, manifest.sequences);
  for (const table of manifest.tables) await demandEqual(sql, table);
  const heldDeliveries = await holdWork(sql, null);
  const erasedTenants = await replayErasures(sql, manifest.tables, tombstones);
  await close();
  return { heldDeliveries, erasedTenants };
}

/** Reads the restored table back. Throws where its rows are not those of the manifest. */
async function demandEqual(sql: TransactionSql, table: ManifestTable): Promise<void> {
  const found = await readTallies(sql, table);
  const name = `${table.schema}.${table.name}`;
  const wrong = differences(
    { [name]: { rows: table.rows, hash: table.hash } },
    { [name]: found.total() },
  );
  const byTenant = differences(table.tenants, found.tenants()).map((line) => `${name} ${line}`);
  const problems = [...wrong, ...byTenant];
  if (problems.length > 0) throw new Error(`restored with other content: ${problems.join("; ")}`);
}

/** The counts and hashes of a table's rows as they are now. */
export async function readTallies(
  sql: TransactionSql,
  table: Pick<ManifestTable, "schema" | "name" | "columns" | "tenantColumn">,
): Promise<Ledger> {
  const ledger = new Ledger();
  const index = table.tenantColumn === null ? null : table.columns.indexOf(table.tenantColumn);
  const lines = await copyOut(sql, table);
  await pipeline(lines, rowMeter(ledger, index).resume());
  return ledger;
}

/** Reads all packed files, writes those that are not erased into `into`, and compares them with the manifest. */
async function restoreFiles(
  manifest: Manifest,
  { folder, identity }: Source,
  tombstones: readonly Tombstone[],
  into: string | undefined,
): Promise<number> {
  const erased = new Set(
    tombstones.flatMap((entry) => (entry.kind === "tenant" ? entry.tenantId : [])),
  );
  const ledger = new Ledger();
  const pack = await openSealed(folder, manifest.files.file.path, identity);
  for await (const { path, content } of unpack(pack)) {
    const meter = byteMeter();
    const target = into && !erased.has(tenantOfFile(path)) ? join(into, path) : null;
    if (target) await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const output = target ? createWriteStream(target, { mode: 0o600 }) : new PassThrough().resume();
    await pipeline(content, meter.stream, output);
    ledger.add(fileItem(path, meter.read().sha256), tenantOfFile(path));
  }
  const { rows, hash } = ledger.total();
  if (rows !== manifest.files.count || hash !== manifest.files.hash)
    throw new Error(
      `files: ${rows} restored, ${manifest.files.count} in the manifest, or other content`,
    );
  return rows;
}

const scratchPrefix = "ecai_drill_";

/** Restores the newest generation on trial into a database of its own, records how it went, and drops it again. */
export async function runDrill(): Promise<RestoreReport> {
  const newest = await findNewestVerified();
  const [row] = await controlDb()
    .insert(restoreDrills)
    .values({ generation: newest?.name ?? null })
    .returning({ id: restoreDrills.id });
  if (!row) throw new Error("the drill was not recorded");
  try {
    const report = await drill(newest?.name);
    const { erasedTenants, durationMs, rows, tables, files } = report;
    const counts = { durationMs, rows, tables, files, erasedTenants: erasedTenants.length };
    await finishDrill(row.id, { state: "succeeded", ...counts });
    return report;
  } catch (error) {
    log.error({ err: error }, "restore drill failed");
    const reason = error instanceof Error ? error.message : String(error);
    await finishDrill(row.id, { state: "failed", error: reason });
    throw error;
  }
}

async function drill(generation: string | undefined): Promise<RestoreReport> {
  const { DATABASE_RESTORE_URL: server } = env();
  if (!server) throw new Error("DATABASE_RESTORE_URL: needed for a restore drill");
  if (!generation) throw new Error("there is no verified generation to restore");
  for (const left of await listOwnDatabases(server, scratchPrefix))
    await dropDatabase(server, left);
  const name = `${scratchPrefix}${randomUUID().replaceAll("-", "")}`;
  try {
    const url = await createDatabase(server, name);
    return await restoreGeneration(generation, { url, isServing: true });
  } finally {
    await dropDatabase(server, name);
  }
}

type DrillResult = Partial<typeof restoreDrills.$inferInsert>;

async function finishDrill(id: string, result: DrillResult): Promise<void> {
  const isSuccessful = result.state === "succeeded";
  await recordFact("lastRestoreDrill", { at: new Date().toISOString(), isSuccessful });
  await controlDb()
    .update(restoreDrills)
    .set({ ...result, finishedAt: new Date() })
    .where(eq(restoreDrills.id, id));
}
