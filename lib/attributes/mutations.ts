import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses, attributeDefinitions, groups } from "@/db/schema/addresses";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { attributeKeys, renameAttribute } from "@/lib/groups/rules";
import { expressionSchema } from "@/lib/groups/schema";
import { type Attribute, getAttribute, listAttributes } from "./queries";
import { attributesMost } from "./rules";
import type { CreateAttributeInput, DeleteAttributeInput, UpdateAttributeInput } from "./schema";

export async function createAttribute(
  ctx: TenantContext,
  input: CreateAttributeInput,
): Promise<{ id: string }> {
  authorize(ctx, "attributes:write");
  return refusingTakenKey(() =>
    transaction(ctx, async (tx, inner) => {
      const existing = await listAttributes(inner, input.subject);
      if (existing.length >= attributesMost) {
        throw new AppError("invalid", "attributes.errors.tooMany", {
          params: { max: attributesMost },
        });
      }
      const position = Math.max(0, ...existing.map((other) => other.position)) + 1;
      const choices = input.type === "choice" ? input.choices : [];
      const [created] = await tx
        .insert(attributeDefinitions)
        .values({ ...input, tenantId: ctx.tenantId, choices, position })
        .returning({ id: attributeDefinitions.id });
      if (!created) throw notFound();
      await recordAudit(tx, ctx, {
        action: "attribute.created",
        targetType: "attribute",
        targetId: created.id,
        details: { after: { ...input, choices } },
      });
      return created;
    }),
  );
}

export async function updateAttribute(
  ctx: TenantContext,
  { id, key, choices }: UpdateAttributeInput,
): Promise<{ id: string }> {
  authorize(ctx, "attributes:write");
  return refusingTakenKey(() =>
    transaction(ctx, async (tx, inner) => {
      const before = await getAttribute(inner, id);
      const after = { key, choices: before.type === "choice" ? choices : [] };
      if (before.type === "choice") await refuseLostChoices(tx, ctx, before, choices);
      await tx
        .update(attributeDefinitions)
        .set(after)
        .where(
          and(eq(attributeDefinitions.tenantId, ctx.tenantId), eq(attributeDefinitions.id, id)),
        );
      if (key !== before.key) await renameValues(tx, ctx, before, key);
      await recordAudit(tx, ctx, {
        action: "attribute.updated",
        targetType: "attribute",
        targetId: id,
        details: { before: { key: before.key, choices: before.choices }, after },
      });
      return { id };
    }),
  );
}

const holderOf = (attribute: Attribute) => (attribute.subject === "address" ? addresses : users);

/** A choice that is stored somewhere stays a choice. */
async function refuseLostChoices(
  tx: Transaction,
  ctx: TenantContext,
  attribute: Attribute,
  kept: string[],
): Promise<void> {
  if (kept.length === 0) throw fieldError("choices", "attributes.errors.noChoices");
  const { key, choices } = attribute;
  const lost = choices.filter((choice) => !kept.includes(choice));
  if (lost.length === 0) return;
  const holder = holderOf(attribute);
  const [used] = await tx.execute<{
    choice: string;
  }>(sql`select attributes ->> ${key}::text as choice
    from ${holder} where tenant_id = ${ctx.tenantId}
      and attributes ->> ${key}::text in (${sql.join(
        lost.map((choice) => sql`${choice}`),
        sql`, `,
      )}) limit 1`);
  if (used) throw new AppError("conflict", "invalid", choiceInUse(used.choice));
}

const choiceInUse = (choice: string) => ({
  fieldErrors: { choices: ["attributes.errors.choiceInUse"] },
  params: { choice },
});

async function renameValues(
  tx: Transaction,
  ctx: TenantContext,
  before: Attribute,
  key: string,
): Promise<void> {
  await tx.execute(sql`update ${holderOf(before)} set updated_at = now(),
      attributes = (attributes - ${before.key}::text) || jsonb_build_object(${key}::text, attributes -> ${before.key}::text)
    where tenant_id = ${ctx.tenantId} and attributes ? ${before.key}::text`);
  if (before.subject !== "address") return;
  for (const group of await groupsUsing(tx, ctx, before.key)) {
    await tx
      .update(groups)
      .set({
        expression: renameAttribute(group.expression, before.key, key),
        updatedAt: sql`now()`,
      })
      .where(and(eq(groups.tenantId, ctx.tenantId), eq(groups.id, group.id)));
  }
}

async function groupsUsing(tx: Transaction, ctx: TenantContext, key: string) {
  const found = await tx
    .select({ id: groups.id, name: groups.name, expression: groups.expression })
    .from(groups)
    .where(eq(groups.tenantId, ctx.tenantId));
  return found
    .map((group) => ({ ...group, expression: expressionSchema.parse(group.expression) }))
    .filter((group) => attributeKeys(group.expression).includes(key));
}

export async function deleteAttribute(
  ctx: TenantContext,
  { id }: DeleteAttributeInput,
): Promise<{ valueCount: number }> {
  authorize(ctx, "attributes:write");
  return transaction(ctx, async (tx, inner) => {
    const before = await getAttribute(inner, id);
    const [group] = before.subject === "address" ? await groupsUsing(tx, ctx, before.key) : [];
    if (group) {
      throw new AppError("conflict", "attributes.errors.usedByGroup", {
        params: { name: group.name },
      });
    }
    const cleared = await tx.execute(sql`update ${holderOf(before)} set updated_at = now(),
        attributes = attributes - ${before.key}::text
      where tenant_id = ${ctx.tenantId} and attributes ? ${before.key}::text`);
    await tx
      .delete(attributeDefinitions)
      .where(and(eq(attributeDefinitions.tenantId, ctx.tenantId), eq(attributeDefinitions.id, id)));
    await recordAudit(tx, ctx, {
      action: "attribute.deleted",
      targetType: "attribute",
      targetId: id,
      details: { before, valueCount: cleared.count },
    });
    return { valueCount: cleared.count };
  });
}

async function refusingTakenKey<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "attribute_definitions_key")) {
      throw fieldError("key", "attributes.errors.keyTaken", "conflict");
    }
    throw error;
  }
}
