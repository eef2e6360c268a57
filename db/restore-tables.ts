import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres, { type TransactionSql } from "postgres";
import { type BackupSequence, type BackupTable, quotedColumns, quotedTable } from "./backup-tables";

/** Throws where the database already serves somebody: a restore never overwrites. */
export async function demandEmpty(sql: TransactionSql): Promise<void> {
  for (const name of ["tenants", "users", "operators", "applications"]) {
    const [row] = await sql.unsafe(`select 1 from public.${name} limit 1`);
    if (row) throw new Error(`the database is not empty: it has rows in ${name}`);
  }
}

/**
 * Lifts what would refuse or change rows on their way in: foreign keys, triggers, forced policies, and the rows that
 * migrations wrote. Needs the tables' owner. The answer puts it all back, which checks every foreign key.
 */
export async function openTables(
  sql: TransactionSql,
  tables: readonly BackupTable[],
): Promise<() => Promise<void>> {
  const keys = await sql<{ table: string; name: string; definition: string }[]>`
    select c.oid::regclass::text as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and n.nspname in ('public', 'graphile_worker')`;
  const forced = await sql<{ table: string }[]>`
    select c.oid::regclass::text as table from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relforcerowsecurity`;
  for (const { table } of forced) {
    await sql.unsafe(`alter table ${table} no force row level security`);
  }
  for (const { table, name } of keys)
    await sql.unsafe(`alter table ${table} drop constraint "${name}"`);
  await sql.unsafe(`truncate ${tables.map(quotedTable).join(", ")}`);
  for (const table of tables)
    await sql.unsafe(`alter table ${quotedTable(table)} disable trigger user`);
  return async () => {
    for (const { table, name, definition } of keys)
      await sql.unsafe(`alter table ${table} add constraint "${name}" ${definition}`);
    for (const table of tables)
      await sql.unsafe(`alter table ${quotedTable(table)} enable trigger user`);
    for (const { table } of forced)
      await sql.unsafe(`alter table ${table} force row level security`);
  };
}

/** Fills a table with lines of COPY's text format. */
export async function copyIn(
  sql: TransactionSql,
  table: Pick<BackupTable, "schema" | "name" | "columns">,
  lines: Readable,
): Promise<void> {
  const target = await sql
    .unsafe(`copy ${quotedTable(table)} (${quotedColumns(table)}) from stdin`)
    .writable();
  await pipeline(lines, target);
}

export async function setSequences(
  sql: TransactionSql,
  sequences: readonly BackupSequence[],
): Promise<void> {
  for (const sequence of sequences)
    await sql`select setval(${quotedTable(sequence)}::regclass, ${sequence.value}::bigint, ${sequence.isCalled})`;
}

/** Nothing starts by itself in a restored database: locks of workers that are gone are freed, unfinished mailings wait for a person. */
export async function holdWork(sql: TransactionSql, tenantId: string | null): Promise<number> {
  const own = (column: string) =>
    tenantId === null ? sql`true` : sql`${sql(column)} = ${tenantId}`;
  if (tenantId === null)
    await sql`update graphile_worker._private_jobs set locked_at = null, locked_by = null`;
  await sql`delete from sending_queue where ${own("tenant_id")}`;
  const held = await sql`
    update deliveries set
      paused_from = case when state = 'scheduled' then null else state end,
      state = case when state = 'scheduled' then 'draft' else 'paused' end,
      scheduled_at = case when state = 'scheduled' then null else scheduled_at end
    where state in ('scheduled', 'preparing', 'sending') and ${own("tenant_id")}`;
  return held.count;
}

/** A new empty database beside the one named in the address; returns its own address. */
export async function createDatabase(url: string, name: string): Promise<string> {
  await onServer(url, (sql) =>
    sql.unsafe(`create database "${checkedName(name)}" encoding 'UTF8' template template0`),
  );
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

export async function dropDatabase(url: string, name: string): Promise<void> {
  await onServer(url, (sql) =>
    sql.unsafe(`drop database if exists "${checkedName(name)}" with (force)`),
  );
}

/** Names of databases that begin so and belong to the role. */
export async function listOwnDatabases(url: string, prefix: string): Promise<string[]> {
  const rows = await onServer(
    url,
    (sql) => sql<{ name: string }[]>`
      select datname as name from pg_database d join pg_roles r on r.oid = d.datdba
      where starts_with(datname, ${prefix}) and r.rolname = current_user`,
  );
  return rows.map(({ name }) => name);
}

function checkedName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`${name}: no name for a database`);
  return name;
}

async function onServer<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
