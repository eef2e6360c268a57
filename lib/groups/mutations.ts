import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { groups } from "@/db/schema/addresses";
import { deliveries } from "@/db/schema/deliveries";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { listTags } from "@/lib/tags/queries";
import { getGroup, listGroupDeliveries } from "./queries";
import { expressionProblems, normalizeExpression } from "./rules";
import type { CreateGroupInput, DeleteGroupInput, Expression, UpdateGroupInput } from "./schema";

export async function createGroup(
  ctx: TenantContext,
  input: CreateGroupInput,
): Promise<{ id: string }> {
  authorize(ctx, "groups:write");
  return refusingTakenName(() =>
    transaction(ctx, async (tx, inner) => {
      const after = { ...input, expression: await checkedExpression(inner, input.expression) };
      const [created] = await tx
        .insert(groups)
        .values({ ...after, tenantId: ctx.tenantId, createdBy: ctx.actor.id })
        .returning({ id: groups.id });
      if (!created) throw notFound();
      await recordAudit(tx, ctx, {
        action: "group.created",
        targetType: "group",
        targetId: created.id,
        details: { after },
      });
      return created;
    }),
  );
}

export async function updateGroup(
  ctx: TenantContext,
  { id, ...input }: UpdateGroupInput,
): Promise<{ id: string }> {
  authorize(ctx, "groups:write");
  return refusingTakenName(() =>
    transaction(ctx, async (tx, inner) => {
      const { id: _, ...before } = await getGroup(inner, id);
      const after = { ...input, expression: await checkedExpression(inner, input.expression) };
      await tx
        .update(groups)
        .set({ ...after, updatedAt: sql`now()` })
        .where(and(eq(groups.tenantId, ctx.tenantId), eq(groups.id, id)));
      await recordAudit(tx, ctx, {
        action: "group.updated",
        targetType: "group",
        targetId: id,
        details: { before, after },
      });
      return { id };
    }),
  );
}

/** Refuses tags and attributes that do not exist, each at its place; values come back as they are stored. */
async function checkedExpression(ctx: TenantContext, expression: Expression): Promise<Expression> {
  const tagIds = new Set((await listTags(ctx)).map((tag) => tag.id));
  const definitions = await listAttributes(ctx, "address");
  const attributes = new Map(definitions.map((definition) => [definition.key, definition]));
  const deliveries = await listGroupDeliveries(ctx, [expression]);
  const fieldErrors = expressionProblems(expression, {
    tagIds,
    attributes,
    deliveryIds: new Set(deliveries.map(({ id }) => id)),
  });
  if (Object.keys(fieldErrors).length > 0)
    throw new AppError("invalid", "invalid", { fieldErrors });
  return normalizeExpression(expression, attributes);
}

export async function deleteGroup(ctx: TenantContext, { id }: DeleteGroupInput): Promise<void> {
  authorize(ctx, "groups:write");
  await transaction(ctx, async (tx, inner) => {
    const before = await getGroup(inner, id);
    await refuseUsedGroup(tx, ctx, id);
    await tx.delete(groups).where(and(eq(groups.tenantId, ctx.tenantId), eq(groups.id, id)));
    await recordAudit(tx, ctx, {
      action: "group.deleted",
      targetType: "group",
      targetId: id,
      details: { before },
    });
  });
}

async function refuseUsedGroup(tx: Transaction, ctx: TenantContext, id: string): Promise<void> {
  const [used] = await tx
    .select({ name: deliveries.name })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        sql`${deliveries.audience} ->> 'groupId' = ${id}`,
        sql`${deliveries.state} in ('draft', 'scheduled', 'preparing', 'paused')`,
      ),
    )
    .limit(1);
  if (used) {
    throw new AppError("conflict", "groups.errors.usedByDelivery", { params: { name: used.name } });
  }
}

async function refusingTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "groups_name")) {
      throw fieldError("name", "groups.errors.nameTaken", "conflict");
    }
    throw error;
  }
}
