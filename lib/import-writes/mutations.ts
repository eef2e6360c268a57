import "server-only";
import type { TransactionSql } from "@/db/copy";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { PartTarget } from "@/lib/import-parts/queries";

/** Somebody else changed or added one of the addresses since the plan was made: the part has to be planned anew. */
export class PartOvertaken extends Error {}

/** Of the trigrams of one part, until they go into the indexes, and while they are sorted for it. */
const trigramsGathered = "16MB";
const trigramsSorted = "32MB";

/** Writes what `import_plan` and `import_links` say, and keeps the earlier values for an undo. */
export async function writePlan(
  ctx: TenantContext,
  sql: TransactionSql,
  target: PartTarget,
): Promise<void> {
  authorize(ctx, "addresses:import");
  const { isUpdating, isTagging } = await findWrites(sql);
  await gatherTrigrams(sql);
  if (isUpdating) {
    await keepChanges(sql, ctx.tenantId, target.importId);
    await updateAddresses(sql, ctx.tenantId);
  }
  await insertAddresses(sql, ctx, target);
  await sql`select flush_address_search()`;
  if (!isTagging && target.tagIds.length === 0) return;
  await addTags(sql, ctx.tenantId);
  await writeLinks(sql, ctx, target);
}

/** For `flush_address_search` to write them sorted: a twentieth less time than in the usual portions of 4 MB. */
async function gatherTrigrams(sql: TransactionSql): Promise<void> {
  await sql`select set_config('gin_pending_list_limit', ${trigramsGathered}, true),
    set_config('work_mem', ${trigramsSorted}, true)`;
}

type Writes = { isUpdating: boolean; isTagging: boolean };

/** What there is to write: each statement that would find nothing goes through the whole plan all the same. */
async function findWrites(sql: TransactionSql): Promise<Writes> {
  const [writes] = await sql<Writes[]>`
    select coalesce(bool_or(outcome = 'updated'), false) as "isUpdating",
      coalesce(bool_or(tags <> '{}'), false) or exists (select from import_links) as "isTagging"
    from import_plan`;
  return writes ?? { isUpdating: true, isTagging: true };
}

async function keepChanges(sql: TransactionSql, tenantId: string, importId: string): Promise<void> {
  await sql`insert into import_changes (tenant_id, import_id, address_id, old_name, new_name,
      old_attributes, new_attributes, old_consent, new_consent)
    select ${tenantId}::uuid, ${importId}::uuid, p.address_id,
      case when new_name <> old_name then old_name end, case when new_name <> old_name then new_name end,
      coalesce(d.old, '{}'), coalesce(d.new, '{}'),
      case when has_new_consent then jsonb_build_object('source', old_source, 'at', old_at, 'wording', old_wording) end,
      case when has_new_consent then jsonb_build_object('source', consent_source, 'at', consent_at, 'wording', consent_wording) end
    from import_plan p left join lateral (
      select jsonb_object_agg(key, old_attributes -> key) as old, jsonb_object_agg(key, new_attributes -> key) as new
      from (select jsonb_object_keys(old_attributes || new_attributes) as key) keys
      where old_attributes -> key is distinct from new_attributes -> key
    ) d on p.has_new_values
    where p.outcome = 'updated'`;
}

/** An address that stays as it is is not written: no new row version, no changed time. */
async function updateAddresses(sql: TransactionSql, tenantId: string): Promise<void> {
  const written = await sql`update addresses a set updated_at = now(), name = p.new_name,
      attributes = p.new_attributes,
      consent_source = case when has_new_consent then p.consent_source else a.consent_source end,
      consent_at = case when has_new_consent then p.consent_at else a.consent_at end,
      consent_wording = case when has_new_consent then p.consent_wording else a.consent_wording end
    from import_plan p
    where a.tenant_id = ${tenantId} and a.id = p.address_id and a.xmin = p.seen and p.has_new_values`;
  const [wanted] = await sql<{ count: number }[]>`
    select count(*)::integer as count from import_plan where has_new_values`;
  if (written.count !== wanted?.count) throw new PartOvertaken();
}

/**
 * The plan's rows lie in the order of their e-mail addresses, in which the index takes them best. Looking for a conflict
 * before each row costs a tenth of the whole insert; somebody else's address of the same minute is a failure instead, and
 * the part is planned anew. Whoever is limited to certain tags does not see the others' addresses, which then are refused.
 */
async function insertAddresses(
  sql: TransactionSql,
  { tenantId, tagScope }: TenantContext,
  { importId, tagIds }: PartTarget,
): Promise<void> {
  await sql`
    insert into addresses (tenant_id, id, email, name, attributes, source, is_nonstandard, import_id,
      consent_source, consent_at, consent_wording, created_at, updated_at)
    select ${tenantId}::uuid, address_id, email, new_name, new_attributes, 'import', is_nonstandard, ${importId}::uuid,
      consent_source, consent_at, consent_wording, added_at, added_at
    from import_plan where outcome = 'inserted'
    ${tagScope ? sql`on conflict do nothing` : sql``}`;
  if (!tagScope) return;
  await sql`update import_plan set outcome = 'refused'
    where outcome = 'inserted' and not is_in_tag_scope(address_id)`;
  await sql`insert into address_tags (tenant_id, tag_id, address_id, created_at)
    select ${tenantId}::uuid, value::uuid, address_id, added_at
    from import_plan, jsonb_array_elements_text(${JSON.stringify(tagIds)}::text::jsonb)
    where outcome = 'inserted' on conflict do nothing`;
}

async function addTags(sql: TransactionSql, tenantId: string): Promise<void> {
  await sql`insert into tags (tenant_id, name)
    select distinct ${tenantId}::uuid, name from import_plan, unnest(tags) as name
    where outcome in ('inserted', 'updated') order by name on conflict (tenant_id, name) do nothing`;
  await sql`update import_links l set tag_id = t.id from tags t
    where l.tag_id is null and t.tenant_id = ${tenantId} and t.name = l.tag_name`;
}

/**
 * In the order of the indexes, each page of which is then met once. A new address and its links are of the same
 * moment: by that an undo knows what has come since.
 */
async function writeLinks(
  sql: TransactionSql,
  { tenantId, tagScope }: TenantContext,
  { importId, tagIds }: PartTarget,
): Promise<void> {
  await sql`insert into address_tags (tenant_id, tag_id, address_id, created_at)
    select ${tenantId}::uuid, t.id, p.address_id, p.added_at
    from import_plan p cross join unnest(p.tags) as named (tag)
    join tags t on t.tenant_id = ${tenantId} and t.name = named.tag
    where p.outcome = 'inserted'
    union
    select ${tenantId}::uuid, t.id, p.address_id, p.added_at
    from import_plan p join tags t on t.tenant_id = ${tenantId}
      and t.id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(tagIds)}::text::jsonb))
    where p.outcome = 'inserted'
    union all
    select ${tenantId}::uuid, tag_id, address_id, now() from import_links where is_added
    order by 2, 3 ${tagScope ? sql`on conflict do nothing` : sql``}`;
  await sql`delete from address_tags t using import_links l
    where t.tenant_id = ${tenantId} and t.address_id = l.address_id and t.tag_id = l.tag_id and not l.is_added`;
  await keepLinks(sql, tenantId, importId);
}

/** Both sides are read whole: without statistics the planner would gather all links anew for each changed address. */
async function keepLinks(sql: TransactionSql, tenantId: string, importId: string): Promise<void> {
  await sql`set local enable_nestloop = off`;
  await sql`update import_changes c set added_tags = l.added, removed_tags = l.removed
    from (select address_id, coalesce(array_agg(tag_id) filter (where is_added), '{}') as added,
        coalesce(array_agg(tag_id) filter (where not is_added), '{}') as removed
      from import_links group by address_id) l
    where c.tenant_id = ${tenantId} and c.import_id = ${importId} and c.address_id = l.address_id`;
  await sql`set local enable_nestloop = on`;
}
