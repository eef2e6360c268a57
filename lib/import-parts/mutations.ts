import "server-only";
import { copyInto, copyTransaction, type TransactionSql } from "@/db/copy";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { Part, RefusedRow, StagedRow } from "@/lib/importing/rules";

/** Refused rows that are kept for the reader; the others are only counted. */
const keptErrorsMost = 100_000;

type PartTarget = {
  importId: string;
  mode: "upsert" | "insert" | "update";
  tagIds: readonly string[];
  /** Rows applied before this part: another worker that got further is noticed by it. */
  rowsDone: number;
};

/**
 * Applies one part of a file in one transaction, which also moves the import's place and counts on.
 * False when the import is no longer this worker's to run: cancelled, or taken over.
 */
export async function applyPart(
  ctx: TenantContext,
  target: PartTarget,
  part: Part,
): Promise<boolean> {
  authorize(ctx, "addresses:import");
  return copyTransaction(ctx, async (sql) => {
    const [held] = await sql<{ rejected: number }[]>`
      select rejected from imports where tenant_id = ${ctx.tenantId} and id = ${target.importId}
        and state = 'running' and rows_done = ${target.rowsDone} for update`;
    if (!held) return false;
    await stage(sql, part.rows);
    if (ctx.tagScope) await writeLimited(sql, ctx.tenantId, target);
    else {
      await writeAddresses(sql, ctx.tenantId, target.mode);
      await matchAddresses(sql, ctx.tenantId, target.mode);
    }
    await writeTags(sql, ctx.tenantId, target.tagIds);
    const refused = [...part.refused, ...(await findUnregistered(sql, target.mode, part.rows))];
    await keepErrors(
      sql,
      ctx.tenantId,
      target.importId,
      refused.slice(0, Math.max(0, keptErrorsMost - held.rejected)),
    );
    await moveOn(sql, ctx.tenantId, target, part, refused.length);
    return true;
  });
}

async function stage(sql: TransactionSql, rows: readonly StagedRow[]): Promise<void> {
  await sql`create temporary table import_stage (
    line integer, email text collate "C", is_nonstandard boolean, name text, attributes jsonb, tags jsonb,
    address_id uuid, outcome text) on commit drop`;
  await copyInto(
    sql,
    "import_stage (line, email, is_nonstandard, name, attributes, tags)",
    mapRows(rows, (row) => [
      row.line,
      row.email,
      row.isNonstandard,
      row.name,
      JSON.stringify(row.attributes),
      JSON.stringify(row.tags),
    ]),
  );
  await sql`analyze import_stage`;
}

function* mapRows<Row, Out>(rows: readonly Row[], change: (row: Row) => Out): Generator<Out> {
  for (const row of rows) yield change(row);
}

async function writeAddresses(
  sql: TransactionSql,
  tenantId: string,
  mode: PartTarget["mode"],
): Promise<void> {
  if (mode === "update") await updateAddresses(sql, tenantId);
  else await insertAddresses(sql, tenantId, mode === "insert");
}

/** An address that stays as it is is not written: no new row version, no changed time. */
async function insertAddresses(
  sql: TransactionSql,
  tenantId: string,
  isKeeping: boolean,
): Promise<void> {
  const onConflict = isKeeping
    ? sql`do nothing`
    : sql`(tenant_id, email) do update set updated_at = now(),
        name = case when excluded.name = '' then a.name else excluded.name end,
        attributes = a.attributes || excluded.attributes
      where (excluded.name <> '' and excluded.name <> a.name)
        or a.attributes is distinct from a.attributes || excluded.attributes`;
  await sql`with written as (
      insert into addresses as a (tenant_id, email, name, attributes, source, is_nonstandard)
      select ${tenantId}::uuid, email, name, attributes, 'import', is_nonstandard from import_stage order by email
      on conflict ${onConflict}
      returning a.email, a.xmax = 0 as is_new)
    update import_stage s set outcome = case when w.is_new then 'inserted' else 'updated' end
    from written w where w.email = s.email`;
}

async function updateAddresses(sql: TransactionSql, tenantId: string): Promise<void> {
  await sql`with written as (
      update addresses a set updated_at = now(),
        name = case when s.name = '' then a.name else s.name end,
        attributes = a.attributes || s.attributes
      from import_stage s
      where a.tenant_id = ${tenantId} and a.email = s.email
        and ((s.name <> '' and s.name <> a.name) or a.attributes is distinct from a.attributes || s.attributes)
      returning a.email)
    update import_stage s set outcome = 'updated' from written w where w.email = s.email`;
}

/** Where only new addresses are added, known ones get no tag either. */
async function matchAddresses(
  sql: TransactionSql,
  tenantId: string,
  mode: PartTarget["mode"],
): Promise<void> {
  await sql`update import_stage s set address_id = a.id from addresses a
    where a.tenant_id = ${tenantId} and a.email = s.email
      and (${mode}::text <> 'insert' or s.outcome = 'inserted')`;
}

/**
 * For whoever is limited to certain tags: addresses outside of them exist in the book but not for this
 * transaction, so new ones get their ids here and are asked for afterwards; rows of known others are refused.
 */
async function writeLimited(
  sql: TransactionSql,
  tenantId: string,
  { mode, tagIds }: PartTarget,
): Promise<void> {
  await matchAddresses(sql, tenantId, "upsert");
  if (mode !== "insert") await updateAddresses(sql, tenantId);
  if (mode === "update") return;
  if (mode === "insert")
    await sql`update import_stage set outcome = 'known' where address_id is not null`;
  await sql`update import_stage set address_id = gen_random_uuid(), outcome = 'inserted' where address_id is null`;
  await sql`insert into addresses (tenant_id, id, email, name, attributes, source, is_nonstandard)
    select ${tenantId}::uuid, address_id, email, name, attributes, 'import', is_nonstandard
    from import_stage where outcome = 'inserted' order by email on conflict do nothing`;
  await sql`update import_stage set address_id = null, outcome = 'refused'
    where outcome = 'inserted' and not is_in_tag_scope(address_id)`;
  await sql`insert into address_tags (tenant_id, tag_id, address_id)
    select ${tenantId}::uuid, value::uuid, address_id
    from import_stage, jsonb_array_elements_text(${JSON.stringify(tagIds)}::text::jsonb)
    where outcome = 'inserted' on conflict do nothing`;
  await sql`update import_stage set address_id = null, outcome = null where outcome = 'known'`;
}

async function writeTags(
  sql: TransactionSql,
  tenantId: string,
  tagIds: readonly string[],
): Promise<void> {
  await sql`insert into tags (tenant_id, name)
    select distinct ${tenantId}::uuid, tag from import_stage s, jsonb_array_elements_text(s.tags) as tag
    where s.address_id is not null order by tag on conflict (tenant_id, name) do nothing`;
  await sql`with wanted as (
      select t.id as tag_id, s.address_id
      from import_stage s, jsonb_array_elements_text(s.tags) as tag
      join tags t on t.tenant_id = ${tenantId} and t.name = tag
      where s.address_id is not null
      union
      select t.id, s.address_id
      from import_stage s
      join tags t on t.tenant_id = ${tenantId}
        and t.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(tagIds)}::text::jsonb))
      where s.address_id is not null
    ), added as (
      insert into address_tags (tenant_id, tag_id, address_id)
      select ${tenantId}::uuid, tag_id, address_id from wanted on conflict do nothing returning address_id
    )
    update import_stage s set outcome = 'updated'
    where s.outcome is null and s.address_id in (select address_id from added)`;
}

async function findUnregistered(
  sql: TransactionSql,
  mode: PartTarget["mode"],
  rows: readonly StagedRow[],
): Promise<RefusedRow[]> {
  const found = await sql<{ line: number }[]>`
    update import_stage set outcome = 'refused'
    where outcome = 'refused' or (${mode}::text = 'update' and address_id is null) returning line`;
  const lines = new Set(found.map(({ line }) => line));
  const reason = mode === "update" ? "not_registered" : "out_of_scope";
  return rows
    .filter(({ line }) => lines.has(line))
    .map(({ line, cells }) => ({ line, reason, cells }));
}

/** COPY does not write to tables with row-level security, so errors go through a temporary table too. */
async function keepErrors(
  sql: TransactionSql,
  tenantId: string,
  importId: string,
  refused: readonly RefusedRow[],
): Promise<void> {
  if (refused.length === 0) return;
  await sql`create temporary table import_refused (line integer, reason text, cells text[]) on commit drop`;
  await copyInto(
    sql,
    "import_refused (line, reason, cells)",
    mapRows(refused, ({ line, reason, cells }) => [line, reason, cells]),
  );
  await sql`insert into import_errors (tenant_id, import_id, line, reason, cells)
    select ${tenantId}::uuid, ${importId}::uuid, line, reason, cells from import_refused on conflict do nothing`;
}

async function moveOn(
  sql: TransactionSql,
  tenantId: string,
  target: PartTarget,
  part: Part,
  refused: number,
): Promise<void> {
  await sql`update imports i set
      rows_done = rows_done + ${part.count}, bytes_done = ${part.size}, updated_at = now(),
      rejected = rejected + ${refused}, inserted = i.inserted + c.inserted,
      updated = i.updated + c.updated, unchanged = i.unchanged + c.unchanged
    from (select count(*) filter (where outcome = 'inserted') as inserted,
      count(*) filter (where outcome = 'updated') as updated,
      count(*) filter (where outcome is null) as unchanged from import_stage) c
    where i.tenant_id = ${tenantId} and i.id = ${target.importId}`;
}
