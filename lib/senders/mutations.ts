import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveries, senders } from "@/db/schema/deliveries";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import type { CreateSenderInput, DeleteSenderInput, UpdateSenderInput } from "./schema";

export async function createSender(
  ctx: TenantContext,
  input: CreateSenderInput,
): Promise<{ id: string }> {
  authorize(ctx, "senders:write");
  return refusingTaken(() =>
    transaction(ctx, async (tx) => {
      const [created] = await tx
        .insert(senders)
        .values({ ...input, tenantId: ctx.tenantId })
        .returning({ id: senders.id });
      if (!created) throw notFound();
      await recordAudit(tx, ctx, {
        action: "sender.created",
        targetType: "sender",
        targetId: created.id,
        details: { after: input },
      });
      return created;
    }),
  );
}

export async function updateSender(
  ctx: TenantContext,
  { id, ...after }: UpdateSenderInput,
): Promise<void> {
  authorize(ctx, "senders:write");
  await refusingTaken(() =>
    transaction(ctx, async (tx) => {
      const before = await lockSender(tx, ctx, id);
      await tx
        .update(senders)
        .set({ ...after, updatedAt: new Date() })
        .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, id)));
      await recordAudit(tx, ctx, {
        action: "sender.updated",
        targetType: "sender",
        targetId: id,
        details: { before, after },
      });
    }),
  );
}

/** Takes the sender out of drafts and finished deliveries, which keep what they sent; a planned or running one keeps it in place. */
export async function deleteSender(ctx: TenantContext, { id }: DeleteSenderInput): Promise<void> {
  authorize(ctx, "senders:write");
  await transaction(ctx, async (tx) => {
    const before = await lockSender(tx, ctx, id);
    const isUsed = and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.senderId, id));
    const [busy] = await tx
      .select({ name: deliveries.name })
      .from(deliveries)
      .where(
        and(isUsed, inArray(deliveries.state, ["scheduled", "preparing", "sending", "paused"])),
      )
      .limit(1);
    if (busy)
      throw new AppError("conflict", "senders.errors.inUse", { params: { name: busy.name } });
    await tx.update(deliveries).set({ senderId: null }).where(isUsed);
    await tx.delete(senders).where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, id)));
    await recordAudit(tx, ctx, {
      action: "sender.deleted",
      targetType: "sender",
      targetId: id,
      details: { before },
    });
  });
}

async function lockSender(tx: Transaction, ctx: TenantContext, id: string) {
  const [found] = await tx
    .select({ name: senders.name, email: senders.email, replyTo: senders.replyTo })
    .from(senders)
    .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, id)))
    .for("update");
  if (!found) throw notFound();
  return found;
}

async function refusingTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "senders_email")) {
      throw fieldError("email", "senders.errors.taken", "conflict");
    }
    throw error;
  }
}
