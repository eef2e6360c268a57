import postgres, { type TransactionSql } from "postgres";
import { type BackupTable, childrenFirst, listReferences, quotedTable } from "@/db/backup-tables";
import { copyIn, holdWork } from "@/db/restore-tables";
import { readSchemaVersion, settleOutput } from "@/db/snapshot";
import { openSealed, readIdentity } from "@/lib/archives/queries";
import { differences, Ledger, rowMeter } from "@/lib/backup-format/rules";
import type { Manifest, ManifestTable, Tally } from "@/lib/backup-format/schema";
import { env } from "@/lib/env";
import { eraseAddresses } from "@/lib/erasures/mutations";
import { collectTombstones } from "@/lib/erasures/queries";
import type { AddressTombstone } from "@/lib/erasures/schema";
import { demandWhole, generationFolder, readTallies } from "@/lib/restores/mutations";

export type TenantRestore = {
  /** The live database as its owner. */
  ownerUrl: string;
  generation: string;
  tenantId: string;
  /** E-mail address of the operator who answers for it. */
  operatorEmail: string;
};

export type TenantRestoreReport = {
  generation: string;
  tenantId: string;
  rows: number;
  replacedRows: number;
  heldDeliveries: number;
  otherTenants: number;
  durationMs: number;
};

/**
 * Puts one tenant's rows back to what a generation holds, in one transaction of the live database. Throws, and changes
 * nothing, where its rows would differ from the generation's or any other tenant's from before.
 */
export async function restoreTenant(order: TenantRestore): Promise<TenantRestoreReport> {
  const began = Date.now();
  const folder = generationFolder(order.generation);
  const identity = await readIdentity(env().BACKUP_IDENTITY_FILE);
  const manifest = await demandWhole(folder);
  const tombstones = await listErased(order.tenantId);
  const sql = postgres(order.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const { value } = await sql.begin(async (tx) => ({
      value: await replaceRows(tx, manifest, { folder, identity }, { ...order, tombstones }),
    }));
    return {
      generation: manifest.generation,
      tenantId: order.tenantId,
      ...value,
      durationMs: Date.now() - began,
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Who has been erased of the tenant; throws where that is the tenant itself. */
async function listErased(tenantId: string): Promise<AddressTombstone[]> {
  const tombstones = await collectTombstones(true);
  if (tombstones.some((entry) => entry.kind === "tenant" && entry.tenantId === tenantId))
    throw new Error(`tenant ${tenantId} was erased for good after its contract ended`);
  return tombstones.flatMap((entry) =>
    entry.kind === "address" && entry.tenantId === tenantId ? [entry] : [],
  );
}

type Source = { folder: string; identity: string };

async function replaceRows(
  sql: TransactionSql,
  manifest: Manifest,
  source: Source,
  { tenantId, operatorEmail, tombstones }: TenantRestore & { tombstones: AddressTombstone[] },
) {
  await settleOutput(sql);
  const operator = await findOperator(sql, operatorEmail);
  await demandSameSchema(sql, manifest);
  const tables = await lockTenantTables(sql, manifest);
  await sql.unsafe("set local role ecai_keeper");
  const before = await talliesOf(sql, tables);
  const replacedRows = await deleteRows(sql, tables, tenantId);
  const rows = await insertRows(sql, tables, source, tenantId);
  const after = await talliesOf(sql, tables);
  demandRight(tables, { before, after, tenantId });
  const heldDeliveries = await holdWork(sql, tenantId);
  await sql.unsafe("reset role");
  for (const table of tables)
    await sql.unsafe(`alter table ${quotedTable(table)} enable trigger user`);
  const details = { generation: manifest.generation, rows, replacedRows, heldDeliveries };
  await recordForOperator(sql, operator, tenantId, details);
  await sql.unsafe("set local role ecai_keeper");
  if (tombstones.length > 0) await eraseAddresses(sql, tenantId, tombstones);
  await recordInTenant(sql, tenantId, details);
  await sql.unsafe("reset role");
  const others = new Set(Object.values(before).flatMap((byTenant) => Object.keys(byTenant)));
  others.delete(tenantId);
  return { rows, replacedRows, heldDeliveries, otherTenants: others.size };
}

async function findOperator(sql: TransactionSql, email: string) {
  const [operator] = await sql<{ id: string; name: string }[]>`
    select id, name from operators where email = ${email} and state = 'active'`;
  if (!operator) throw new Error(`${email}: no active operator has this address`);
  return operator;
}

async function demandSameSchema(sql: TransactionSql, manifest: Manifest): Promise<void> {
  const live = await readSchemaVersion(sql);
  if (live.newest !== manifest.schema.newest || live.count !== manifest.schema.count)
    throw new Error(
      `the database has schema ${live.newest}, the generation ${manifest.schema.newest}`,
    );
}

/** Tables under row-level security, parents after children; nobody writes to them until the transaction ends. */
async function lockTenantTables(sql: TransactionSql, manifest: Manifest): Promise<ManifestTable[]> {
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity`;
  const known = new Map(manifest.tables.map((table) => [`${table.schema}.${table.name}`, table]));
  const names = childrenFirst(
    rows.map(({ name }) => name),
    await listReferences(sql),
  );
  const tables = names.map((name) => {
    const table = known.get(`public.${name}`);
    if (!table) throw new Error(`${name}: not in the generation`);
    return table;
  });
  await sql.unsafe("set local lock_timeout = '60s'");
  const list = tables.map(quotedTable).join(", ");
  await sql.unsafe(`lock table ${list} in share row exclusive mode`);
  for (const table of tables)
    await sql.unsafe(`alter table ${quotedTable(table)} disable trigger user`);
  return tables;
}

type Tallies = Record<string, Record<string, Tally>>;

async function talliesOf(sql: TransactionSql, tables: readonly ManifestTable[]): Promise<Tallies> {
  const found: Tallies = {};
  for (const table of tables) found[table.name] = (await readTallies(sql, table)).tenants();
  return found;
}

async function deleteRows(
  sql: TransactionSql,
  tables: readonly BackupTable[],
  tenantId: string,
): Promise<number> {
  let count = 0;
  for (const table of tables) {
    const rows = await sql.unsafe(
      `delete from ${quotedTable(table)} where "${table.tenantColumn}" = $1`,
      [tenantId],
    );
    count += rows.count;
  }
  return count;
}

async function insertRows(
  sql: TransactionSql,
  tables: readonly ManifestTable[],
  { folder, identity }: Source,
  tenantId: string,
): Promise<number> {
  let count = 0;
  for (const table of tables.toReversed()) {
    const ledger = new Ledger();
    const index = table.columns.indexOf(table.tenantColumn ?? "");
    const rows = await openSealed(folder, table.file.path, identity);
    const own = rowMeter(ledger, index, (id) => id === tenantId);
    rows.on("error", (error) => own.destroy(error));
    await copyIn(sql, table, rows.pipe(own));
    count += ledger.total().rows;
  }
  if (count === 0) throw new Error(`the generation has no row of tenant ${tenantId}`);
  return count;
}

type Comparison = { before: Tallies; after: Tallies; tenantId: string };

/** Throws where the tenant's rows are not the generation's, or another tenant's are not those of before. */
function demandRight(
  tables: readonly ManifestTable[],
  { before, after, tenantId }: Comparison,
): void {
  const problems = tables.flatMap((table) => {
    const { [tenantId]: own, ...others } = after[table.name] ?? {};
    const { [tenantId]: _, ...othersBefore } = before[table.name] ?? {};
    const { [tenantId]: wanted } = table.tenants;
    const ofOwn = differences(wanted ? { [tenantId]: wanted } : {}, own ? { [tenantId]: own } : {});
    return [...ofOwn, ...differences(othersBefore, others)].map((line) => `${table.name} ${line}`);
  });
  if (problems.length > 0) throw new Error(`restored with other content: ${problems.join("; ")}`);
}

type Details = { generation: string; rows: number; replacedRows: number; heldDeliveries: number };

async function recordInTenant(sql: TransactionSql, tenantId: string, details: Details) {
  await sql`
    insert into audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
    values (${tenantId}, 'operator', 'ECAI', 'tenant.restored', 'tenant', ${tenantId}, ${sql.json(details)})`;
}

async function recordForOperator(
  sql: TransactionSql,
  operator: { id: string; name: string },
  tenantId: string,
  details: Details,
) {
  await sql`
    insert into operator_audit_entries (operator_id, operator_name, action, target_type, target_id, details)
    values (${operator.id}, ${operator.name}, 'tenant.restored', 'tenant', ${tenantId}, ${sql.json(details)})`;
}
