import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { deliveryApprovals } from "@/db/schema/delivery-approvals";
import { transaction } from "@/db/transaction";
import { isForeignKeyViolation } from "@/db/violations";
import { openStates } from "@/lib/approvals/rules";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { copyName, type DeliveryVerb, demandState } from "./rules";
import {
  type CreateDeliveryInput,
  type DeliveryIdInput,
  deliveryNameMaxLength,
  type UpdateDeliveryInput,
} from "./schema";

/** Becomes part of the customer's own data, so it does not follow the reader's language. */
const copySuffix = "のコピー";

export async function createDelivery(
  ctx: TenantContext,
  input: CreateDeliveryInput,
): Promise<{ id: string }> {
  authorize(ctx, "deliveries:write");
  return transaction(ctx, (tx) => insertDraft(tx, ctx, input, "delivery.created"));
}

/** Saves a draft, whatever problems it has; `conflict` when somebody saved another version in between. */
export async function updateDelivery(
  ctx: TenantContext,
  { id, version, ...content }: UpdateDeliveryInput,
): Promise<{ version: string }> {
  authorize(ctx, "deliveries:write");
  return refusingGoneSender(() =>
    transaction(ctx, async (tx) => {
      const before = await lockDelivery(tx, ctx, id, "edit");
      demandVersion(before.updatedAt, version);
      const changed = changedFields(before, content);
      const picked = (fields: Record<string, unknown>) =>
        Object.fromEntries(changed.map((field) => [field, fields[field]]));
      if (changed.length === 0) return { version: before.updatedAt.toISOString() };
      const updatedAt = new Date(Math.max(Date.now(), before.updatedAt.getTime() + 1));
      await tx
        .update(deliveries)
        .set({ ...content, updatedAt })
        .where(isDelivery(ctx, id));
      await recordAudit(tx, ctx, {
        action: "delivery.updated",
        targetType: "delivery",
        targetId: id,
        details: { name: content.name, before: picked(before), after: picked(content) },
      });
      return { version: updatedAt.toISOString() };
    }),
  );
}

/** A new draft with the content and audience of any delivery. */
export async function duplicateDelivery(
  ctx: TenantContext,
  { id }: DeliveryIdInput,
): Promise<{ id: string }> {
  authorize(ctx, "deliveries:write");
  return transaction(ctx, async (tx) => {
    const { name, audience, ...found } = await lockDelivery(tx, ctx, id, "duplicate");
    const copy = { ...contentOf(found), audience, isCanary: found.isCanary };
    const newName = copyName(name, copySuffix, deliveryNameMaxLength);
    return insertDraft(tx, ctx, { ...copy, name: newName }, "delivery.duplicated", { from: id });
  });
}

/** What is written in a delivery and how it is followed: all that a copy takes over. */
export const contentOf = ({
  senderId,
  subject,
  html,
  text,
  tracks,
  hasWebVersion,
  utmCampaign,
}: Omit<typeof deliveries.$inferSelect, "name" | "audience">) => ({
  senderId,
  subject,
  html,
  text,
  tracks,
  hasWebVersion,
  utmCampaign,
});

export async function deleteDelivery(ctx: TenantContext, { id }: DeliveryIdInput): Promise<void> {
  authorize(ctx, "deliveries:write");
  await transaction(ctx, async (tx) => {
    const before = await lockDelivery(tx, ctx, id, "delete");
    await tx.delete(deliveries).where(isDelivery(ctx, id));
    await recordAudit(tx, ctx, {
      action: "delivery.deleted",
      targetType: "delivery",
      targetId: id,
      details: { name: before.name, before: outlineOf(before) },
    });
  });
}

type Draft = Omit<typeof deliveries.$inferInsert, "tenantId">;

/** What the log keeps of a whole delivery; its text is as long as a mail. */
const outlineOf = ({ name, subject, senderId, audience }: Draft) => ({
  name,
  subject,
  senderId,
  audience,
});

/** Writes a new draft and its entry in the audit log. */
export async function insertDraft(
  tx: Transaction,
  ctx: TenantContext,
  draft: Draft,
  action: string,
  details: Record<string, unknown> = {},
): Promise<{ id: string }> {
  const [created] = await tx
    .insert(deliveries)
    .values({ ...draft, tenantId: ctx.tenantId, createdBy: ctx.actor.id, updatedAt: new Date() })
    .returning({ id: deliveries.id });
  if (!created) throw notFound();
  await recordAudit(tx, ctx, {
    action,
    targetType: "delivery",
    targetId: created.id,
    details: { name: draft.name, after: outlineOf(draft), ...details },
  });
  return created;
}

export const isDelivery = ({ tenantId }: { tenantId: string }, id: string) =>
  and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, id));

/** The delivery with its row locked; throws unless its state allows the verb. What waits for approval or has it stays as it is. */
export async function lockDelivery(
  tx: Transaction,
  ctx: TenantContext,
  id: string,
  verb: DeliveryVerb,
) {
  const [found] = await tx.select().from(deliveries).where(isDelivery(ctx, id)).for("update");
  if (!found) throw notFound();
  demandState(found.state, verb);
  if (verb === "edit" && (await isInApproval(tx, ctx, id)))
    throw new AppError("conflict", "approvals.errors.locked");
  return found;
}

async function isInApproval(tx: Transaction, ctx: TenantContext, id: string): Promise<boolean> {
  const open = and(
    eq(deliveryApprovals.tenantId, ctx.tenantId),
    eq(deliveryApprovals.deliveryId, id),
    inArray(deliveryApprovals.state, openStates),
  );
  return (await tx.$count(deliveryApprovals, open)) > 0;
}

/** Throws a `conflict` when somebody saved another version in between. */
export function demandVersion(updatedAt: Date, version: string | null): void {
  if (version !== null && updatedAt.toISOString() !== version) {
    const key = "deliveries.errors.editedElsewhere";
    throw new AppError("conflict", key, { fieldErrors: { version: [key] } });
  }
}

type Content = Omit<UpdateDeliveryInput, "id" | "version">;

/** Names of what differs; the texts themselves stay out of the audit log. */
function changedFields(before: typeof deliveries.$inferSelect, after: Content): string[] {
  const keys = ["name", "senderId", "subject", "html", "text", "audience"] as const;
  return keys.filter((key) => comparable(before[key]) !== comparable(after[key]));
}

function comparable(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A sender of another tenant, or one deleted meanwhile, is the same here: it does not exist. */
async function refusingGoneSender<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isForeignKeyViolation(error)) throw fieldError("senderId", "deliveries.errors.senderGone");
    throw error;
  }
}
