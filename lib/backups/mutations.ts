import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { backupGenerations, backupRequests } from "@/db/schema/backups";
import { type Snapshot, withSnapshot } from "@/db/snapshot";
import { publishFolder, removeFolder, writeManifest } from "@/lib/archives/mutations";
import { findDamage } from "@/lib/archives/queries";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import type { Manifest } from "@/lib/backup-format/schema";
import { env } from "@/lib/env";
import { syncTombstones } from "@/lib/erasures/mutations";
import { recordFact } from "@/lib/facts/mutations";
import { log } from "@/lib/log";
import { enqueue } from "@/lib/queue/enqueue";
import { chooseWay, type SnapshotTarget, writeFiles, writeTables } from "@/lib/snapshots/mutations";
import { findVerifiedOfDay, listStoredGenerations } from "./queries";
import { backupDir, backupQueue, filesDir, generationName, jstDay, outdated } from "./rules";
import type { RequestBackupInput } from "./schema";

/** The day's backup, unless it is there; old ones go whether or not it succeeds. */
export async function runDailyBackup(now = new Date()): Promise<void> {
  try {
    if (!(await findVerifiedOfDay(jstDay(now)))) await takeBackup(now);
  } finally {
    await pruneBackups(now);
  }
}

/** Backs up everything as it is at one moment; returns the generation's name. Throws where any part is not whole. */
export async function takeBackup(now = new Date()): Promise<string> {
  const name = generationName(now);
  const partial = join(backupDir(), `${name}.partial`);
  const [row] = await controlDb()
    .insert(backupGenerations)
    .values({ name, day: jstDay(now), startedAt: now })
    .returning({ id: backupGenerations.id });
  if (!row) throw new Error("the generation was not recorded");
  try {
    const manifest = await writeGeneration(name, row.id, partial);
    const damage = await findDamage(partial);
    if (damage.length > 0) throw new Error(`written but not readable: ${damage.join("; ")}`);
    await publishFolder(partial, join(backupDir(), name));
    await recordVerified(row.id, manifest);
    await tellBackup(true);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ err: error, generation: name }, "backup failed");
    await removeFolder(partial);
    await controlDb()
      .update(backupGenerations)
      .set({ state: "failed", error: reason, finishedAt: new Date() })
      .where(eq(backupGenerations.id, row.id));
    await tellBackup(false);
    throw error;
  }
  return name;
}

/** Customers see on the page about security how the newest backup went. */
async function tellBackup(isSuccessful: boolean): Promise<void> {
  const stored = await listStoredGenerations();
  const generations = stored.filter(({ state }) => state === "verified").length;
  await recordFact("lastBackup", { at: new Date().toISOString(), isSuccessful, generations });
}

async function writeGeneration(name: string, id: string, folder: string): Promise<Manifest> {
  const { DATABASE_BACKUP_URL: url, BACKUP_RECIPIENT: recipient } = env();
  if (!url) throw new Error("DATABASE_BACKUP_URL: needed to make backups");
  if (!recipient) throw new Error("BACKUP_RECIPIENT: needed to make backups");
  return withSnapshot(url, async (snapshot) => {
    await clearInterrupted(id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncTombstones();
    const way = await chooseWay(snapshot.serverVersion);
    const target = { folder, recipient };
    const manifest = await describe(name, way, { snapshot, url }, target);
    await writeManifest(folder, manifest);
    return manifest;
  });
}

async function describe(
  generation: string,
  way: Manifest["way"],
  source: { snapshot: Snapshot; url: string },
  target: SnapshotTarget,
): Promise<Manifest> {
  const startedAt = new Date().toISOString();
  const { serverVersion, schema, sequences } = source.snapshot;
  const tables = await writeTables(way, source, target);
  const files = await writeFiles(filesDir(), target);
  const finishedAt = new Date().toISOString();
  const facts = { generation, way, startedAt, finishedAt, serverVersion, schema };
  return { format: 1, ...facts, tables, sequences, files };
}

/** Whoever holds the lock is alone: what else is still running was killed. */
async function clearInterrupted(ownId: string): Promise<void> {
  const rows = await controlDb()
    .update(backupGenerations)
    .set({ state: "failed", error: "interrupted", finishedAt: new Date() })
    .where(and(eq(backupGenerations.state, "running"), ne(backupGenerations.id, ownId)))
    .returning({ name: backupGenerations.name });
  for (const { name } of rows) await removeFolder(join(backupDir(), `${name}.partial`));
}

async function recordVerified(id: string, manifest: Manifest): Promise<void> {
  const stored = [...manifest.tables.map(({ file }) => file), manifest.files.file];
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const tenants = new Set(manifest.tables.flatMap((table) => Object.keys(table.tenants)));
  tenants.delete("");
  const verifiedAt = new Date();
  await controlDb()
    .update(backupGenerations)
    .set({
      state: "verified",
      way: manifest.way,
      finishedAt: verifiedAt,
      verifiedAt,
      bytes: sum(stored.map(({ bytes }) => bytes)),
      rawBytes: sum(stored.map(({ rawBytes }) => rawBytes)),
      rows: sum(manifest.tables.map(({ rows }) => rows)),
      tables: manifest.tables.length,
      tenants: tenants.size,
      files: manifest.files.count,
      schemaVersion: manifest.schema.newest,
      serverVersion: manifest.serverVersion,
    })
    .where(eq(backupGenerations.id, id));
}

/** Reads every stored generation again and marks those that are damaged; returns what is wrong, by generation. */
export async function verifyBackups(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { id, name, state } of await listStoredGenerations()) {
    if (state !== "verified" && state !== "damaged") continue;
    const damage = await findDamage(join(backupDir(), name));
    if (damage.length > 0) found[name] = damage;
    await controlDb()
      .update(backupGenerations)
      .set(
        damage.length > 0
          ? { state: "damaged", error: damage.join("; ") }
          : { state: "verified", error: null, verifiedAt: new Date() },
      )
      .where(eq(backupGenerations.id, id));
  }
  if (Object.keys(found).length > 0) log.error({ found }, "backups are damaged");
  return found;
}

/** Deletes the copies that are no longer kept, never before a newer one is verified; returns their names. */
export async function pruneBackups(now = new Date()): Promise<string[]> {
  const going = outdated(await listStoredGenerations(), now);
  for (const { id, name } of going) {
    await removeFolder(join(backupDir(), name));
    await controlDb()
      .update(backupGenerations)
      .set({ state: "deleted", deletedAt: now })
      .where(eq(backupGenerations.id, id));
  }
  return going.map(({ name }) => name);
}

/** Asks the worker for a backup or a drill now; asking twice is asking once. */
export async function requestBackup(
  operator: OperatorContext,
  { kind }: RequestBackupInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const open = await tx
      .select({ id: backupRequests.id })
      .from(backupRequests)
      .where(and(eq(backupRequests.kind, kind), isNull(backupRequests.takenAt)));
    if (open.length === 0)
      await tx.insert(backupRequests).values({ kind, requestedBy: operator.operator.name });
    await recordOperatorAudit(tx, operator, { action: `${kind}.requested`, targetType: "backup" });
  });
}

/** Queues what operators asked for; each request is taken by one worker. */
export async function serveRequests(): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const kinds = await takeRequests(tx);
    const options = { queueName: backupQueue, maxAttempts: 1 };
    if (kinds.has("backup")) await enqueue(tx, "backups.now", {}, options);
    if (kinds.has("drill")) await enqueue(tx, "backups.drill", {}, options);
  });
}

async function takeRequests(tx: Transaction): Promise<Set<string>> {
  const rows = await tx
    .update(backupRequests)
    .set({ takenAt: sql`now()` })
    .where(
      inArray(
        backupRequests.id,
        sql`(select id from backup_requests where taken_at is null for update skip locked)`,
      ),
    )
    .returning({ kind: backupRequests.kind });
  return new Set(rows.map(({ kind }) => kind));
}
