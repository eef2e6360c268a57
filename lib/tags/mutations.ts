import "server-only";
import { and, count, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addressTags, groups, tags } from "@/db/schema/addresses";
import { deliveries } from "@/db/schema/deliveries";
import { imports } from "@/db/schema/imports";
import { roles } from "@/db/schema/roles";
import { signupForms } from "@/db/schema/signup-forms";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { getTag, listTags, type TagSummary } from "./queries";
import type { CreateTagInput, DeleteTagInput, MergeTagInput, UpdateTagInput } from "./schema";

export async function createTag(ctx: TenantContext, input: CreateTagInput): Promise<TagSummary> {
  authorize(ctx, "tags:write");
  return refusingTakenName(() =>
    transaction(ctx, async (tx) => {
      const [created] = await tx
        .insert(tags)
        .values({ tenantId: ctx.tenantId, ...input })
        .returning({ id: tags.id, name: tags.name, color: tags.color });
      if (!created) throw notFound();
      await recordAudit(tx, ctx, {
        action: "tag.created",
        targetType: "tag",
        targetId: created.id,
        details: { after: input },
      });
      return created;
    }),
  );
}

/** The ids of the tags with these names; a name that is new becomes a tag. */
export async function ensureTags(ctx: TenantContext, names: readonly string[]): Promise<string[]> {
  authorize(ctx, "tags:write");
  if (names.length === 0) return [];
  const known = new Map((await listTags(ctx)).map(({ name, id }) => [name, id]));
  const ids: string[] = [];
  for (const name of new Set(names))
    ids.push(known.get(name) ?? (await createTag(ctx, { name, color: "gray" })).id);
  return ids;
}

export async function updateTag(ctx: TenantContext, input: UpdateTagInput): Promise<TagSummary> {
  authorize(ctx, "tags:write");
  const { id, ...after } = input;
  return refusingTakenName(() =>
    transaction(ctx, async (tx, inner) => {
      const { name, color } = await getTag(inner, id);
      await tx
        .update(tags)
        .set({ ...after, updatedAt: sql`now()` })
        .where(and(eq(tags.tenantId, ctx.tenantId), eq(tags.id, id)));
      await recordAudit(tx, ctx, {
        action: "tag.updated",
        targetType: "tag",
        targetId: id,
        details: { before: { name, color }, after },
      });
      return input;
    }),
  );
}

/** Moves every address, group and planned delivery from one tag to another and removes the first. */
export async function mergeTag(
  ctx: TenantContext,
  { id, intoId }: MergeTagInput,
): Promise<{ addressCount: number }> {
  authorize(ctx, "tags:write");
  refuseLimited(ctx);
  if (id === intoId) throw fieldError("intoId", "tags.errors.mergeIntoItself");
  return transaction(ctx, async (tx, inner) => {
    const from = await getTag(inner, id);
    const into = await getTag(inner, intoId);
    const addressCount = await moveAddresses(tx, ctx.tenantId, id, intoId);
    await moveUses(tx, ctx.tenantId, id, intoId);
    await tx.delete(tags).where(and(eq(tags.tenantId, ctx.tenantId), eq(tags.id, id)));
    await recordAudit(tx, ctx, {
      action: "tag.merged",
      targetType: "tag",
      targetId: id,
      details: { before: from, after: into, addressCount },
    });
    return { addressCount };
  });
}

async function moveAddresses(tx: Transaction, tenantId: string, id: string, intoId: string) {
  const [found] = await tx
    .select({ total: count() })
    .from(addressTags)
    .where(and(eq(addressTags.tenantId, tenantId), eq(addressTags.tagId, id)));
  await tx.execute(sql`insert into ${addressTags} (tenant_id, tag_id, address_id, created_at)
    select tenant_id, ${intoId}::uuid, address_id, created_at from ${addressTags}
    where tenant_id = ${tenantId} and tag_id = ${id} on conflict do nothing`);
  return found?.total ?? 0;
}

/** An id is unique in any text, so replacing it in the stored JSON cannot hit anything else. */
async function moveUses(tx: Transaction, tenantId: string, id: string, intoId: string) {
  await tx.execute(sql`update ${groups} set updated_at = now(),
      expression = replace(expression::text, ${id}::text, ${intoId}::text)::jsonb
    where tenant_id = ${tenantId} and expression::text like '%' || ${id}::text || '%'`);
  await tx.execute(sql`update ${deliveries} set audience = jsonb_set(audience, '{tagIds}', (
      select jsonb_agg(distinct case tag_id when ${id}::text then ${intoId}::text else tag_id end)
      from jsonb_array_elements_text(audience -> 'tagIds') as tag_id))
    where tenant_id = ${tenantId} and audience -> 'tagIds' ? ${id}::text`);
  for (const [table, column] of tagColumns) {
    await tx.execute(sql`update ${table} set ${sql.identifier(column)} =
        array_replace(${sql.identifier(column)}, ${id}::uuid, ${intoId}::uuid)
      where tenant_id = ${tenantId} and ${id}::uuid = any(${sql.identifier(column)})`);
  }
}

/** Where tags limit what somebody may see or what a piece of work may reach, or are given and offered by a form. */
const tagColumns = [
  [users, "tag_ids"],
  [roles, "tag_ids"],
  [deliveries, "tag_scope"],
  [imports, "tag_scope"],
  [signupForms, "choice_tag_ids"],
  [signupForms, "hidden_tag_ids"],
] as const;

/** A tag belongs to the whole tenant; a limited caller would take it from addresses that they do not see. */
function refuseLimited({ tagScope }: TenantContext): void {
  if (tagScope) throw new AppError("not_permitted", "tags.errors.limited");
}

export async function deleteTag(
  ctx: TenantContext,
  { id }: DeleteTagInput,
): Promise<{ addressCount: number }> {
  authorize(ctx, "tags:write");
  refuseLimited(ctx);
  return transaction(ctx, async (tx, inner) => {
    const before = await getTag(inner, id);
    await refuseUsedTag(tx, ctx.tenantId, id);
    const removed = await tx
      .delete(addressTags)
      .where(and(eq(addressTags.tenantId, ctx.tenantId), eq(addressTags.tagId, id)));
    await tx.delete(tags).where(and(eq(tags.tenantId, ctx.tenantId), eq(tags.id, id)));
    const addressCount = removed.count;
    await recordAudit(tx, ctx, {
      action: "tag.deleted",
      targetType: "tag",
      targetId: id,
      details: { before, addressCount },
    });
    return { addressCount };
  });
}

/** Without the tag a group or a planned delivery would silently reach other people. */
async function refuseUsedTag(tx: Transaction, tenantId: string, id: string): Promise<void> {
  const [group] = await tx.execute<{ name: string }>(sql`select name from ${groups}
    where tenant_id = ${tenantId} and expression::text like '%' || ${id}::text || '%' limit 1`);
  if (group)
    throw new AppError("conflict", "tags.errors.usedByGroup", { params: { name: group.name } });
  const [delivery] = await tx.execute<{ name: string }>(sql`select name from ${deliveries}
    where tenant_id = ${tenantId} and audience -> 'tagIds' ? ${id}::text
      and state in ('draft', 'scheduled', 'preparing', 'paused') limit 1`);
  if (delivery) {
    throw new AppError("conflict", "tags.errors.usedByDelivery", {
      params: { name: delivery.name },
    });
  }
  const [form] = await tx.execute<{ name: string }>(sql`select name from ${signupForms}
    where tenant_id = ${tenantId} and ${id}::uuid = any(hidden_tag_ids || choice_tag_ids) limit 1`);
  if (form)
    throw new AppError("conflict", "tags.errors.usedByForm", { params: { name: form.name } });
  const [scope] = await tx.execute(sql`select 1 from ${users}
    where tenant_id = ${tenantId} and ${id}::uuid = any(tag_ids)
    union all select 1 from ${roles} where tenant_id = ${tenantId} and ${id}::uuid = any(tag_ids) limit 1`);
  if (scope) throw new AppError("conflict", "tags.errors.usedByScope");
}

async function refusingTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "tags_name")) {
      throw fieldError("name", "tags.errors.nameTaken", "conflict");
    }
    throw error;
  }
}
