import "server-only";
import { copyTransaction, type TransactionSql } from "@/db/copy";
import { authorize, type TenantContext } from "@/lib/auth/context";

/**
 * Gives a chunk of the addresses that an import changed their earlier values back. A value that is no longer what
 * the import made it stays, and is noted. Returns how many addresses it looked at.
 */
export async function restoreChanged(
  ctx: TenantContext,
  importId: string,
  chunkRows: number,
): Promise<number> {
  authorize(ctx, "utilities:use");
  const { tenantId } = ctx;
  return copyTransaction(ctx, async (sql) => {
    await sql`select count(*) from (select from addresses a where a.tenant_id = ${tenantId} and a.id in (
        select address_id from import_changes where tenant_id = ${tenantId} and import_id = ${importId} and kept is null
        order by address_id limit ${chunkRows}) order by a.id for update) locked`;
    await sql`create temporary table undo on commit drop as
      select c.*, a.id is null as is_gone, a.name, a.attributes,
        a.consent_at is not distinct from (c.new_consent ->> 'at')::timestamptz
          and a.consent_source is not distinct from c.new_consent ->> 'source'
          and a.consent_wording is not distinct from c.new_consent ->> 'wording' as has_same_consent,
        coalesce(k.back, '{}') as back, coalesce(k.changed, '{}') as changed
      from (select * from import_changes where tenant_id = ${tenantId} and import_id = ${importId} and kept is null
        order by address_id limit ${chunkRows} for update) c
      left join addresses a on a.tenant_id = ${tenantId} and a.id = c.address_id
      left join lateral (
        select jsonb_object_agg(key, c.old_attributes -> key) filter (where is_same) as back,
          array_agg('attribute:' || key) filter (where not is_same) as changed
        from (select key, a.attributes -> key is not distinct from nullif(c.new_attributes -> key, 'null') as is_same
          from jsonb_object_keys(c.new_attributes) as key) keys
      ) k on true`;
    await restoreValues(sql, tenantId);
    await restoreTags(sql, tenantId);
    return settle(sql, tenantId, importId);
  });
}

async function restoreValues(sql: TransactionSql, tenantId: string): Promise<void> {
  await sql`update addresses a set updated_at = now(),
      name = case when u.new_name = a.name then u.old_name else a.name end,
      attributes = jsonb_strip_nulls(a.attributes || u.back),
      consent_source = case when u.new_consent is not null and has_same_consent then u.old_consent ->> 'source' else a.consent_source end,
      consent_at = case when u.new_consent is not null and has_same_consent then (u.old_consent ->> 'at')::timestamptz else a.consent_at end,
      consent_wording = case when u.new_consent is not null and has_same_consent then u.old_consent ->> 'wording' else a.consent_wording end
    from undo u where a.tenant_id = ${tenantId} and a.id = u.address_id
      and (u.new_name = a.name or u.back <> '{}' or (u.new_consent is not null and has_same_consent))`;
}

/** A link that was taken off and put back since carries another time than the import's. */
async function restoreTags(sql: TransactionSql, tenantId: string): Promise<void> {
  await sql`delete from address_tags t using undo u
    where t.tenant_id = ${tenantId} and t.address_id = u.address_id and t.tag_id = any (u.added_tags)
      and t.created_at = u.created_at`;
  await sql`insert into address_tags (tenant_id, tag_id, address_id)
    select ${tenantId}::uuid, t.id, u.address_id
    from undo u, unnest(u.removed_tags) as tag join tags t on t.tenant_id = ${tenantId} and t.id = tag
    where not u.is_gone on conflict do nothing`;
}

async function settle(sql: TransactionSql, tenantId: string, importId: string): Promise<number> {
  await sql`update import_changes c set kept = u.kept from (
      select address_id, case when is_gone then '{gone}'::text[] else
        (case when new_name <> name then '{name}'::text[] else '{}' end) || changed
        || (case when new_consent is not null and not has_same_consent then '{consent}'::text[] else '{}' end)
        || (case when exists (select from address_tags t where t.tenant_id = ${tenantId}
            and t.address_id = undo.address_id and t.tag_id = any (added_tags)) then '{tags}'::text[] else '{}' end)
        end as kept
      from undo) u
    where c.tenant_id = ${tenantId} and c.import_id = ${importId} and c.address_id = u.address_id
      and u.kept <> '{}'`;
  await sql`delete from import_changes c using undo u
    where c.tenant_id = ${tenantId} and c.import_id = ${importId} and c.address_id = u.address_id and c.kept is null`;
  const [counted] = await sql<{ count: number }[]>`
    with counts as (select count(*)::integer as done, (select count(*)::integer from undo u
        join import_changes c on c.tenant_id = ${tenantId} and c.import_id = ${importId} and c.address_id = u.address_id) as kept
      from undo),
    moved as (update imports i set undo_done = undo_done + done, undo_kept = undo_kept + counts.kept, updated_at = now()
      from counts where i.tenant_id = ${tenantId} and i.id = ${importId})
    select done as count from counts`;
  return counted?.count ?? 0;
}

type Added = { id: string; startedAt: Date | null; finishedAt: Date | null };

/**
 * Removes a chunk of the addresses that an import added and nobody has changed since; the others stay and lose the
 * import's mark. Returns the place to go on from, or null at the end.
 */
export async function removeAdded(
  ctx: TenantContext,
  file: Added,
  { after, chunkRows }: { after: string; chunkRows: number },
): Promise<string | null> {
  authorize(ctx, "utilities:use");
  const { tenantId } = ctx;
  const [fromAt, fromId] = after.split("/");
  // Only to find the rows by their index; an import that never ran has no times and no rows.
  const from = file.startedAt?.toISOString() ?? null;
  const until = file.finishedAt?.toISOString() ?? null;
  return copyTransaction(ctx, async (sql) => {
    await sql`create temporary table undo on commit drop as
      select a.id, a.created_at, a.updated_at <> a.created_at or exists (select from address_tags t
        where t.tenant_id = ${tenantId} and t.address_id = a.id and t.created_at <> a.created_at) as is_changed
      from addresses a where a.tenant_id = ${tenantId} and a.import_id = ${file.id}
        and a.created_at between ${from}::timestamptz and ${until}::timestamptz + interval '1 day'
        and (a.created_at, a.id) > (coalesce(${fromAt || null}::timestamptz, '-infinity'), coalesce(${fromId ?? null}::uuid, '00000000-0000-0000-0000-000000000000'))
      order by a.created_at, a.id limit ${chunkRows} for update`;
    await sql`delete from addresses a using undo u
      where a.tenant_id = ${tenantId} and a.id = u.id and not u.is_changed`;
    await sql`insert into import_changes (tenant_id, import_id, address_id, kept)
      select ${tenantId}::uuid, ${file.id}::uuid, id, '{address}' from undo where is_changed on conflict do nothing`;
    await sql`update addresses a set import_id = null from undo u
      where a.tenant_id = ${tenantId} and a.id = u.id and u.is_changed`;
    const [end] = await sql<{ done: number; kept: number; place: string | null }[]>`
      select count(*)::integer as done, count(*) filter (where is_changed)::integer as kept,
        (select created_at || '/' || id from undo order by created_at desc, id desc limit 1) as place from undo`;
    if (!end || end.done === 0) return null;
    await sql`update imports set undo_done = undo_done + ${end.done}, undo_kept = undo_kept + ${end.kept}, updated_at = now()
      where tenant_id = ${tenantId} and id = ${file.id}`;
    return end.place;
  });
}
