import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import type { Reach, TableProbe } from "@/db/schema/isolation-probes";
import { isKept, sharedTables } from "./rules";

type Table = { name: string; column: string; isProtected: boolean; keys: Key[] };
type Key = { name: string; type: string };

class Undo extends Error {}

/** Tries to reach a tenant's rows from another tenant's place, in one transaction that is always undone. */
export async function attemptAll(tenantId: string): Promise<TableProbe[]> {
  const results: TableProbe[] = [];
  await controlDb()
    .transaction(async (tx) => {
      results.push(...(await attemptIn(tx, tenantId)));
      throw new Undo();
    })
    .catch((error) => {
      if (!(error instanceof Undo)) throw error;
    });
  return results;
}

/** The same inside an open transaction of the application's role, which the caller has to roll back. */
export async function attemptIn(tx: Transaction, tenantId: string): Promise<TableProbe[]> {
  const results: TableProbe[] = [];
  const outsider = randomUUID();
  for (const table of await tablesOfTenants(tx)) {
    await takePlaceOf(tx, tenantId);
    const { own, key } = await seenByOwner(tx, table, tenantId);
    await takePlaceOf(tx, outsider);
    const probe = {
      table: table.name,
      isProtected: table.isProtected,
      own,
      ...(await attempt(tx, table, tenantId, key)),
    };
    results.push({ ...probe, isSuccessful: isKept(probe) });
  }
  return results;
}

/** Every table that names a tenant and that this role may read, with how the catalogue says it is protected. */
async function tablesOfTenants(tx: Transaction): Promise<Table[]> {
  const shared = sql.join(
    sharedTables.map((name) => sql`${name}`),
    sql`, `,
  );
  const rows = await tx.execute<Table>(sql`
    select c.relname as name, a.attname as column,
      c.relrowsecurity and c.relforcerowsecurity and coalesce((
        select count(distinct p.cmd) = 4 and bool_and(
          concat(p.qual, p.with_check) like '%app.tenant_id%')
        from pg_policies p
        where p.schemaname = 'public' and p.tablename = c.relname and 'ecai_app' = any (p.roles)
          -- A restrictive policy only takes away from what the others let through.
          and p.permissive = 'PERMISSIVE'
      ), false) as "isProtected",
      (select json_agg(json_build_object('name', k.attname, 'type', format_type(k.atttypid, null)))
        from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as keys
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid
      and a.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and c.relname not in (${shared}) and has_table_privilege(c.oid, 'SELECT')
    order by c.relname`);
  return [...rows];
}

async function takePlaceOf(tx: Transaction, tenantId: string): Promise<void> {
  await tx.execute(sql`select set_config('app.tenant_id', ${tenantId}, true)`);
}

type Values = Record<string, string>;

async function seenByOwner(tx: Transaction, table: Table, tenantId: string) {
  const from = sql`${sql.identifier(table.name)} where ${sql.identifier(table.column)} = ${tenantId}::uuid`;
  const columns = sql.join(
    table.keys.map(({ name }) => sql`${sql.identifier(name)}::text as ${sql.identifier(name)}`),
    sql`, `,
  );
  const [row] = await tx.execute<{ own: number; key: Values | null }>(sql`
    select (select count(*)::int from (select 1 from ${from} limit 100) seen) as own,
      (select row_to_json(one) from (select ${columns} from ${from} limit 1) one) as key`);
  return row ?? { own: 0, key: null };
}

async function attempt(tx: Transaction, table: Table, tenantId: string, key: Values | null) {
  const name = sql.identifier(table.name);
  const column = sql.identifier(table.column);
  const isTheirs = sql`${column} = ${tenantId}::uuid`;
  // One row is enough to tell, and bounds what would be locked if isolation were broken.
  const one = sql`ctid = any (array(select ctid from ${name} where ${isTheirs} limit 1))`;
  const isRow =
    key &&
    sql.join(
      table.keys.map((part) => equals(part, key)),
      sql` and `,
    );
  return {
    read: await reach(tx, sql`select 1 from ${name} where ${isTheirs} limit 1`),
    guess: isRow && (await reach(tx, sql`select 1 from ${name} where ${isRow}`)),
    insert: await reach(tx, sql`insert into ${name} (${column}) values (${tenantId}::uuid)`),
    update: await reach(tx, sql`update ${name} set ${column} = ${column} where ${one}`),
    remove: await reach(tx, sql`delete from ${name} where ${one}`),
  };
}

/** The type comes from the catalogue, as `format_type` writes it. */
const equals = ({ name, type }: Key, key: Values): SQL =>
  sql`${sql.identifier(name)} = cast(${key[name] ?? ""}::text as ${sql.raw(type)})`;

async function reach(tx: Transaction, statement: SQL): Promise<Reach> {
  try {
    return await tx.transaction(async (inner) => {
      const { count } = await inner.execute(statement);
      return { rows: count, code: null };
    });
  } catch (error) {
    const code = codeOf(error);
    if (code) return { rows: 0, code };
    throw error;
  }
}

function codeOf(error: unknown): string | null {
  const source = error instanceof Error && error.cause ? error.cause : error;
  const isCoded = typeof source === "object" && source !== null && "code" in source;
  return isCoded && /^[0-9A-Z]{5}$/.test(String(source.code)) ? String(source.code) : null;
}
