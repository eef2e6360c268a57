import type { TransactionSql } from "postgres";
import { type BackupTable, quotedTable } from "./backup-tables";

/** Tables that name a tenant and stay: what ran, and what keeps an erased tenant erased. */
const keptTables = ["job_runs", "tenant_endings", "tenant_tombstones", "address_tombstones"];

/** Tables of the public schema whose rows belong to a tenant and go with it. */
export const erasableTables = <T extends Pick<BackupTable, "schema" | "name" | "tenantColumn">>(
  tables: readonly T[],
): T[] =>
  tables.filter(
    ({ schema, name, tenantColumn }) =>
      schema === "public" && tenantColumn !== null && !keptTables.includes(name),
  );

/** Removes every row of a tenant from a restored database whose tables are open; returns how many. */
export async function eraseRestored(
  sql: TransactionSql,
  tables: readonly BackupTable[],
  tenantId: string,
): Promise<number> {
  const erased = await sql`
    delete from payment_events p
    where p.payload -> 'data' -> 'object' ->> 'client_reference_id' in
        (select a.id::text from applications a where a.tenant_id = ${tenantId})
      or p.payload -> 'data' -> 'object' ->> 'customer' in
        (select t.stripe_customer_id from tenants t where t.id = ${tenantId})
      or p.payload -> 'data' -> 'object' ->> 'id' in
        (select a.checkout_session_id from applications a where a.tenant_id = ${tenantId})`;
  const jobs = await sql`
    delete from graphile_worker._private_jobs j
    where j.payload ->> 'tenantId' = ${tenantId} or j.payload ->> 'applicationId' in
      (select a.id::text from applications a where a.tenant_id = ${tenantId})`;
  await sql`
    delete from application_links where application_id in (select id from applications where tenant_id = ${tenantId})`;
  await sql`
    delete from application_codes where application_id in (select id from applications where tenant_id = ${tenantId})`;
  let count = erased.count + jobs.count + (await eraseTold(sql, tenantId));
  for (const table of erasableTables(tables)) {
    const rows = await sql.unsafe(
      `delete from ${quotedTable(table)} where "${table.tenantColumn}" = $1`,
      [tenantId],
    );
    count += rows.count;
  }
  await sql`update job_runs set error = null where tenant_id = ${tenantId}`;
  await sql`delete from tenant_endings where tenant_id = ${tenantId}`;
  return count;
}

/** What was told of the tenant, also to the provider's staff; found while its own rows still name it. */
async function eraseTold(sql: TransactionSql, tenantId: string): Promise<number> {
  const isAbout = sql`(
    (subject_type = 'support' and subject_id in
      (select r.id::text from support_requests r where r.tenant_id = ${tenantId}))
    or (subject_type = 'incident' and part = 'reported' and subject_id in
      (select i.incident_id::text from incident_tenants i group by i.incident_id
      having bool_and(i.tenant_id = ${tenantId}))))`;
  const messages =
    await sql`delete from outbox_messages where tenant_id = ${tenantId} or ${isAbout}`;
  const texts = await sql`
    delete from outbox_texts t where ${isAbout}
      or not exists (select from outbox_messages m where m.text_id = t.id)`;
  return messages.count + texts.count;
}
