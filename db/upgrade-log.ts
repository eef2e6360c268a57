import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type postgres from "postgres";

export type JournalEntry = { tag: string; when: number };

type Upgrade = {
  performedBy: string;
  host: string;
  softwareVersion: string;
  fromSchema: string | null;
  toSchema: string;
  migrations: string[];
};

const packageFile = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "package.json");

/**
 * Runs what brings the database to a version and writes it into the work log: who, where, from, to, how long, how it
 * ended. A run that changes neither the schema nor the software's version is none. The very first has no log to write
 * into before it is done.
 */
export async function recordUpgrade(
  sql: postgres.Sql,
  journal: readonly JournalEntry[],
  work: () => Promise<void>,
): Promise<void> {
  const startedAt = new Date();
  const upgrade = await planUpgrade(sql, journal);
  const isNeeded = upgrade.migrations.length > 0 || (await isOtherSoftware(sql, upgrade));
  const early = isNeeded && (await hasLog(sql)) ? await write(sql, upgrade, startedAt) : null;
  try {
    await work();
  } catch (error) {
    const id = early ?? ((await hasLog(sql)) ? await write(sql, upgrade, startedAt) : null);
    const text = error instanceof Error ? error.message : String(error);
    if (id) await finish(sql, id, { state: "failed", error: text.slice(0, 2000) });
    throw error;
  }
  const id = early ?? (isNeeded ? await write(sql, upgrade, startedAt) : null);
  if (id) await finish(sql, id, { state: "succeeded", error: null });
}

async function planUpgrade(sql: postgres.Sql, journal: readonly JournalEntry[]): Promise<Upgrade> {
  const last = await readApplied(sql);
  const byAge = [...journal].sort((a, b) => a.when - b.when);
  return {
    performedBy: process.env.ECAI_UPGRADED_BY || osUser(),
    host: hostname(),
    softwareVersion: process.env.ECAI_VERSION || packageVersion(),
    fromSchema: last === null ? null : (byAge.find(({ when }) => when === last)?.tag ?? `${last}`),
    toSchema: byAge.at(-1)?.tag ?? "",
    migrations: byAge.filter(({ when }) => when > (last ?? 0)).map(({ tag }) => tag),
  };
}

/** When the newest applied migration was made, or null in a database without any. */
async function readApplied(sql: postgres.Sql): Promise<number | null> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return null;
  const [row] = await sql`select max(created_at)::text as newest from drizzle.__drizzle_migrations`;
  return row?.newest ? Number(row.newest) : null;
}

async function isOtherSoftware(sql: postgres.Sql, upgrade: Upgrade): Promise<boolean> {
  if (!(await hasLog(sql))) return false;
  const [last] = await sql`
    select software_version as version from version_upgrades where state = 'succeeded'
    order by started_at desc limit 1`;
  return last?.version !== upgrade.softwareVersion;
}

async function hasLog(sql: postgres.Sql): Promise<boolean> {
  const [table] = await sql`select to_regclass('public.version_upgrades') as name`;
  return Boolean(table?.name);
}

async function write(sql: postgres.Sql, upgrade: Upgrade, startedAt: Date): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into version_upgrades
      (performed_by, host, software_version, from_schema, to_schema, migrations, started_at)
    values (${upgrade.performedBy}, ${upgrade.host}, ${upgrade.softwareVersion}, ${upgrade.fromSchema},
      ${upgrade.toSchema}, ${upgrade.migrations}, ${startedAt.toISOString()}::timestamptz) returning id`;
  if (!row) throw new Error("the work log was not written");
  return row.id;
}

async function finish(
  sql: postgres.Sql,
  id: string,
  { state, error }: { state: "succeeded" | "failed"; error: string | null },
): Promise<void> {
  await sql`
    update version_upgrades set state = ${state}, error = ${error}, finished_at = now() where id = ${id}`;
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user need not have a name.
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  return version;
}
