import "server-only";
import { copyInto, type TransactionSql } from "@/db/copy";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type Part, stagedColumns } from "@/lib/importing/rules";

export type PartTarget = {
  importId: string;
  mode: "upsert" | "insert" | "update";
  tagMode: "add" | "replace";
  tagIds: readonly string[];
};

/** Sends a part's rows to a temporary table by COPY; nothing of the address book is read or locked yet. */
export async function stagePart(
  ctx: TenantContext,
  sql: TransactionSql,
  { staged }: Part,
): Promise<void> {
  authorize(ctx, "addresses:import");
  await sql`create temporary table import_stage (${sql.unsafe(stagedColumns)}) on commit drop`;
  await copyInto(sql, "import_stage", staged);
  await sql`analyze import_stage (email)`;
}

/**
 * Decides what becomes of each staged row, in the temporary table `import_plan`, and which links of known
 * addresses change, in `import_links`. The dry run ends here; the import itself writes exactly this.
 */
export async function planPart(
  ctx: TenantContext,
  sql: TransactionSql,
  target: PartTarget,
): Promise<void> {
  authorize(ctx, "addresses:import");
  await planRows(sql, ctx.tenantId, target.mode);
  await planLinks(sql, ctx, target);
  await sql`update import_plan set outcome = 'updated'
    where outcome = 'unchanged' and address_id in (select address_id from import_links)`;
}

/**
 * Consent on record gives way to a later one only. New addresses stand in the list in the order of the file, a
 * microsecond apart, which also lets the index of that order grow at its end only. The bounds keep a part of a sorted
 * file from reading the whole book, which the planner does where its statistics do not know the customer yet.
 */
async function planRows(
  sql: TransactionSql,
  tenantId: string,
  mode: PartTarget["mode"],
): Promise<void> {
  await sql`create temporary table import_plan on commit drop as
    select p.*, case
        when is_new then case when ${mode}::text = 'update' then 'refused' else 'inserted' end
        when ${mode}::text = 'insert' then 'unchanged'
        when has_new_values then 'updated' else 'unchanged' end as outcome
    from (
      select m.*, not is_new and ${mode}::text <> 'insert' and (new_name <> old_name
        or new_attributes is distinct from old_attributes or has_new_consent) as has_new_values
      from (
        select s.line, s.email, s.is_nonstandard, s.tags, s.consent_source, s.consent_at, s.consent_wording,
          coalesce(a.id, gen_random_uuid()) as address_id, a.id is null as is_new, a.xmin as seen,
          now() + (s.line - (select min(line) from import_stage)) * interval '1 microsecond' as added_at,
          coalesce(a.name, '') as old_name, coalesce(s.name, a.name, '') as new_name,
          a.attributes as old_attributes,
          jsonb_strip_nulls(coalesce(a.attributes, '{}') || s.attributes) as new_attributes,
          a.consent_source as old_source, a.consent_at as old_at, a.consent_wording as old_wording,
          s.consent_at is not null and (a.consent_at is null or s.consent_at > a.consent_at) as has_new_consent
        from import_stage s left join addresses a on a.tenant_id = ${tenantId} and a.email = s.email
          and a.email between (select min(email) from import_stage) and (select max(email) from import_stage)
      ) m
    ) p order by email`;
}

/** Tags that do not exist yet stand by their name only. Rows that leave the tags alone only gain the import's own. */
async function planLinks(
  sql: TransactionSql,
  ctx: TenantContext,
  { mode, tagMode, tagIds }: PartTarget,
): Promise<void> {
  const extra = JSON.stringify(tagIds);
  await sql`create temporary table import_links on commit drop as
    with known as materialized (
      select address_id, tags from import_plan where not is_new and ${mode}::text <> 'insert'
    ), wanted as materialized (
      select k.address_id, t.id as tag_id, named.tag as tag_name
      from known k cross join unnest(k.tags) as named (tag)
      left join tags t on t.tenant_id = ${ctx.tenantId} and t.name = named.tag
      union
      select k.address_id, t.id, t.name from known k
      join tags t on t.tenant_id = ${ctx.tenantId}
        and t.id in (select value::uuid from jsonb_array_elements_text(${extra}::text::jsonb))
    )
    select w.address_id, w.tag_id, w.tag_name, true as is_added from wanted w
    where not exists (select from address_tags l
      where l.tenant_id = ${ctx.tenantId} and l.address_id = w.address_id and l.tag_id = w.tag_id)
    union all
    select l.address_id, l.tag_id, null, false from known k
    join address_tags l on l.tenant_id = ${ctx.tenantId} and l.address_id = k.address_id
    where ${tagMode}::text = 'replace' and (k.tags is not null or ${tagIds.length > 0})
      and not exists (select from wanted w where w.address_id = l.address_id and w.tag_id = l.tag_id)
      and l.tag_id not in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ctx.tagScope ?? [])}::text::jsonb))`;
}

/** Whether rows that will be written name a tag that does not exist yet. */
export async function bringsTags(ctx: TenantContext, sql: TransactionSql): Promise<boolean> {
  authorize(ctx, "addresses:import");
  const [found] = await sql<{ isFound: boolean }[]>`select exists (
    select from (select distinct unnest(tags) as name from import_plan where outcome in ('inserted', 'updated')) named
    where not exists (select from tags t where t.tenant_id = ${ctx.tenantId} and t.name = named.name)) as "isFound"`;
  return found?.isFound ?? false;
}
