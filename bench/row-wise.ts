import type postgres from "postgres";
import { pool } from "@/db/client";
import type { TestTenant } from "@/db/testing";
import { fieldsOf, type Kind, seconds, tagNames } from "./import-file";

const rowsPerCommit = 10_000;
const commits = 3;
/** Rows of one measurement. */
export const rowsMeasured = commits * rowsPerCommit;

type Tenant = Pick<TestTenant, "tenantId" | "userId">;

/**
 * Seconds for three commits of upserts one after another, from row `from` of the file on: the same role, tables and
 * connection as the import's, statements that the driver prepares once, tags looked up once for each commit.
 */
export const measureRowWise = (tenant: Tenant, kind: Kind, from: number): Promise<number> =>
  seconds(async () => {
    for (let at = from; at < from + rowsMeasured; at += rowsPerCommit)
      await pool().begin((tx) => upsertRows(tx, tenant, kind, at));
  });

async function upsertRows(
  tx: postgres.TransactionSql,
  { tenantId, userId }: Tenant,
  kind: Kind,
  from: number,
): Promise<void> {
  await tx`select set_config('app.tenant_id', ${tenantId}, true), set_config('app.user_id', ${userId}, true)`;
  const tagIds = kind === "tagged" ? await findTags(tx, tenantId) : [];
  for (let at = from; at < from + rowsPerCommit; at += 1) {
    const [email, name, place] = fieldsOf(at);
    const [saved] = await tx`insert into addresses as a (tenant_id, email, name, attributes, source)
      values (${tenantId}, ${email}, ${name}, ${JSON.stringify({ 住所: place })}::text::jsonb, 'import')
      on conflict (tenant_id, email) do update set name = excluded.name,
        attributes = a.attributes || excluded.attributes, updated_at = now()
      returning id`;
    if (tagIds.length === 0) continue;
    await tx`insert into address_tags (tenant_id, tag_id, address_id)
      select ${tenantId}, unnest(${tagIds}::uuid[]), ${saved?.id} on conflict do nothing`;
  }
}

async function findTags(tx: postgres.TransactionSql, tenantId: string): Promise<string[]> {
  const found = await tx<{ id: string }[]>`insert into tags (tenant_id, name)
    select ${tenantId}::uuid, unnest(${tagNames}::text[])
    on conflict (tenant_id, name) do update set updated_at = now() returning id`;
  return found.map(({ id }) => id);
}
