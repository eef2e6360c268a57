import type { Readable } from "node:stream";
import postgres, { type TransactionSql } from "postgres";
import {
  type BackupSequence,
  type BackupTable,
  type Connection,
  listBackupSequences,
  listBackupTables,
  quotedColumns,
  quotedTable,
} from "./backup-tables";

export type Snapshot = {
  sql: TransactionSql;
  tables: BackupTable[];
  sequences: BackupSequence[];
  serverVersion: string;
  schema: SchemaVersion;
  /** For other sessions that shall see the same rows. */
  exportedId: string;
};

/** The newest applied migration, by the moment it was made, and how many there are. */
export type SchemaVersion = { newest: string; count: number };

/**
 * Runs `work` in one transaction that sees the database as it is at one moment. Only one at a time: throws when another
 * backup is under way, and PostgreSQL throws where a policy would hide rows from the role.
 */
export async function withSnapshot<T>(
  url: string,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: "ecai-backup" },
  });
  try {
    const [lock] = await sql`select pg_try_advisory_lock(hashtext('ecai:backup')) as taken`;
    if (!lock?.taken) throw new Error("another backup is under way");
    const answer = await sql.begin("isolation level repeatable read", async (tx) => {
      await demandSeesAll(tx);
      await settleOutput(tx);
      await tx.unsafe("set local row_security = off");
      return { value: await work(await describeSnapshot(tx)) };
    });
    return answer.value;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Under forced row-level security another role's copy would be whole to look at and empty. */
async function demandSeesAll(sql: TransactionSql): Promise<void> {
  const [role] = await sql<{ name: string; seesAll: boolean }[]>`
    select rolname as name, rolsuper or rolbypassrls as "seesAll" from pg_roles where rolname = current_user`;
  if (!role?.seesAll)
    throw new Error(`the role ${role?.name} cannot make backups: policies hide rows from it`);
}

async function describeSnapshot(sql: TransactionSql): Promise<Snapshot> {
  const [facts] = await sql<{ version: string; exported: string }[]>`
    select current_setting('server_version') as version, pg_export_snapshot() as exported`;
  return {
    sql,
    tables: await listBackupTables(sql),
    sequences: await listBackupSequences(sql),
    serverVersion: facts?.version ?? "",
    schema: await readSchemaVersion(sql),
    exportedId: facts?.exported ?? "",
  };
}

export async function readSchemaVersion(sql: Connection): Promise<SchemaVersion> {
  const [row] = await sql<{ newest: string; count: number }[]>`
    select coalesce(max(created_at), 0)::text as newest, count(*)::int as count
    from drizzle.__drizzle_migrations`;
  return row ?? { newest: "0", count: 0 };
}

/** The same row is the same text whatever the server's and the role's own settings are. */
export async function settleOutput(sql: TransactionSql): Promise<void> {
  await sql.unsafe(`set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';
    set local intervalstyle = 'postgres'; set local bytea_output = 'hex'; set local extra_float_digits = 1;
    set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`);
}

/** A table's rows as lines of COPY's text format. */
export async function copyOut(
  sql: TransactionSql,
  table: Pick<BackupTable, "schema" | "name" | "columns">,
): Promise<Readable> {
  const lines = await sql
    .unsafe(`copy ${quotedTable(table)} (${quotedColumns(table)}) to stdout`)
    .readable();
  // postgres.js pauses its socket while the buffer is full and is not asked for more once the end has come.
  return lines.once("end", () => lines._read(0));
}

export async function countRows(sql: TransactionSql, table: BackupTable): Promise<number> {
  const [row] = await sql.unsafe<{ count: string }[]>(
    `select count(*)::text as count from ${quotedTable(table)}`,
  );
  return Number(row?.count);
}
