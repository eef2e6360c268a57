import type { Sql, TransactionSql } from "postgres";

/** A connection of postgres.js, inside a transaction or not. */
export type Connection = Sql | TransactionSql;

export type BackupTable = {
  schema: string;
  name: string;
  /** Columns that hold values of their own: those computed from others are left out. */
  columns: string[];
  /** The column with the tenant's id, or null where rows belong to no tenant. */
  tenantColumn: string | null;
};

export type BackupSequence = { schema: string; name: string; value: string; isCalled: boolean };

/** As a statement writes it. */
export const quotedTable = ({ schema, name }: { schema: string; name: string }): string =>
  `"${schema}"."${name}"`;

export const quotedColumns = ({ columns }: Pick<BackupTable, "columns">): string =>
  columns.map((column) => `"${column}"`).join(", ");

/** Every table with data: the service's own and the job queue's, in the order of their names. */
export async function listBackupTables(sql: Connection): Promise<BackupTable[]> {
  const rows = await sql<{ schema: string; name: string; columns: string[] }[]>`
    select n.nspname as schema, c.relname as name, array(
      select a.attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')
      and not (n.nspname = 'graphile_worker' and c.relname = 'migrations')
    order by n.nspname, c.relname`;
  return rows.map(({ schema, name, columns }) => ({
    schema,
    name,
    columns: [...columns],
    tenantColumn: tenantColumnOf(schema, name, columns),
  }));
}

function tenantColumnOf(schema: string, name: string, columns: string[]): string | null {
  if (schema !== "public") return null;
  if (name === "tenants") return "id";
  return columns.includes("tenant_id") ? "tenant_id" : null;
}

export async function listBackupSequences(sql: Connection): Promise<BackupSequence[]> {
  const names = await sql<{ schema: string; name: string }[]>`
    select schemaname as schema, sequencename as name from pg_sequences
    where schemaname in ('public', 'graphile_worker') order by 1, 2`;
  const sequences: BackupSequence[] = [];
  for (const name of names) {
    const [row] = await sql.unsafe<{ value: string; called: boolean }[]>(
      `select last_value::text as value, is_called as called from ${quotedTable(name)}`,
    );
    if (row) sequences.push({ ...name, value: row.value, isCalled: row.called });
  }
  return sequences;
}

/** Which table's rows point to which other's: pairs of names in the public schema, none to itself. */
export async function listReferences(sql: Connection): Promise<{ from: string; to: string }[]> {
  const rows = await sql<{ from: string; to: string }[]>`
    select distinct c.relname as from, f.relname as to from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.oid <> f.oid`;
  return rows.map(({ from, to }) => ({ from, to }));
}

/** Names ordered so that a table comes before those its rows point to. Throws where they point in a circle. */
export function childrenFirst(
  names: readonly string[],
  references: readonly { from: string; to: string }[],
): string[] {
  const left = new Set(names);
  const ordered: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter(
      (name) => !references.some(({ from, to }) => to === name && left.has(from)),
    );
    if (free.length === 0) throw new Error(`tables point in a circle: ${[...left].join(", ")}`);
    for (const name of free) left.delete(name);
    ordered.push(...free.sort());
  }
  return ordered;
}
