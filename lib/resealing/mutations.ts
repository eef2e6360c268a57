import { sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { type SealedTable, sealedTables } from "@/db/sealed-columns";
import { transaction } from "@/db/transaction";
import { isSealedNow, seal, unseal } from "@/lib/secret-box";

const batchSize = 200;

export type Resealed = { done: number; failed: string[] };
type Row = Record<string, string | null>;
type Database = Pick<Transaction, "execute">;

/**
 * Seals a tenant's secrets (with `null`, those of tables without a tenant) anew under the current key, in batches of
 * their own transactions. Rows that have it already are passed over, so that it may be stopped and begun again at any
 * time while the service runs; a row that changes meanwhile is left to the one who changes it. Tables without a tenant
 * are reached through `control`.
 */
export async function reseal(
  tenantId: string | null,
  tables: readonly SealedTable[] = sealedTables,
  control: Pick<ReturnType<typeof controlDb>, "transaction"> = controlDb(),
): Promise<Resealed> {
  const total: Resealed = { done: 0, failed: [] };
  for (const table of tables) {
    if ((table.key[0] === "tenant_id") !== (tenantId !== null)) continue;
    let after: Row | null = null;
    do {
      const rows: Row[] = await inScope(control, tenantId, (tx) =>
        resealBatch(tx, { table, tenantId, after }, total),
      );
      after = rows.length === batchSize ? (rows.at(-1) ?? null) : null;
    } while (after);
  }
  return total;
}

function inScope<T>(
  control: Pick<ReturnType<typeof controlDb>, "transaction">,
  tenantId: string | null,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  return tenantId
    ? transaction({ tenantId, actor: { id: null } }, (tx) => work(tx))
    : control.transaction((tx) => work(tx));
}

type Batch = { table: SealedTable; tenantId: string | null; after: Row | null };

async function resealBatch(tx: Database, batch: Batch, total: Resealed): Promise<Row[]> {
  const { table } = batch;
  const rows = await readBatch(tx, batch);
  for (const row of rows) {
    for (const [column, purpose] of Object.entries(table.columns)) {
      const sealed = row[column];
      if (!sealed || isSealedNow(sealed)) continue;
      const key = Object.fromEntries(table.key.map((name) => [name, row[name] ?? ""]));
      const fresh = sealAnew(sealed, { purpose, owner: table.owner(key) });
      if (fresh === null)
        total.failed.push(`${table.table}.${column} ${Object.values(key).join("/")}`);
      else total.done += await replace(tx, { table, key, column, sealed, fresh });
    }
  }
  return rows;
}

function sealAnew(sealed: string, to: { purpose: string; owner: string }): string | null {
  try {
    return seal(unseal(sealed, to), to);
  } catch {
    return null;
  }
}

/** The names come from the list of sealed tables, never from a caller. */
async function readBatch(tx: Database, { table, tenantId, after }: Batch): Promise<Row[]> {
  const names = table.key.map((name) => sql.identifier(name));
  const key = sql.join(names, sql`, `);
  const columns = [...table.key, ...Object.keys(table.columns)].map(
    (name) => sql`${sql.identifier(name)}::text as ${sql.identifier(name)}`,
  );
  const last =
    after &&
    sql.join(
      table.key.map((name) => sql`${after[name] ?? ""}`),
      sql`, `,
    );
  const found = await tx.execute<Row>(sql`
    select ${sql.join(columns, sql`, `)} from ${sql.identifier(table.table)}
    where ${tenantId ? sql`tenant_id = ${tenantId}` : sql`true`}
      and ${last ? sql`(${key}) > (${last})` : sql`true`}
    order by ${key} limit ${batchSize}`);
  return [...found];
}

type Replacement = {
  table: SealedTable;
  key: Record<string, string>;
  column: string;
  sealed: string;
  fresh: string;
};

async function replace(tx: Database, given: Replacement): Promise<number> {
  const { table, key, column, sealed, fresh } = given;
  const isRow = sql.join(
    Object.entries(key).map(([name, value]) => sql`${sql.identifier(name)} = ${value}`),
    sql` and `,
  );
  const changed = await tx.execute(sql`
    update ${sql.identifier(table.table)} set ${sql.identifier(column)} = ${fresh}
    where ${isRow} and ${sql.identifier(column)} = ${sealed} returning 1`);
  return changed.length;
}
