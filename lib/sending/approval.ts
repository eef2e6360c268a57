import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { deliveryApprovals } from "@/db/schema/delivery-approvals";
import { sendingSettings } from "@/db/schema/sending-settings";
import { openStates } from "@/lib/approvals/rules";
import { recordAudit } from "@/lib/audit/record";
import type { TenantContext } from "@/lib/auth/context";
import { unlessMissing } from "@/lib/errors";
import { toJstIso } from "@/lib/format";
import { enqueue } from "@/lib/queue/enqueue";
import { countAudience } from "./queries";
import { leaveSending } from "./wake";

type Delivery = typeof deliveries.$inferSelect;

/** Whether the delivery must not start for want of an approval; where the number of its recipients decides, they are counted anew. */
export async function lacksApproval(
  tx: Transaction,
  ctx: TenantContext,
  delivery: Delivery,
): Promise<boolean> {
  const [settings] = await tx
    .select({ from: sendingSettings.approvalFrom })
    .from(sendingSettings)
    .where(eq(sendingSettings.tenantId, ctx.tenantId));
  if (!settings?.from || delivery.isApprovalWaived) return false;
  if (settings.from > 1) await countAnew(tx, ctx, delivery);
  const [row] = await tx.execute<{ lacks: boolean }>(sql`
    select lacks_approval(d) as lacks from deliveries d
    where d.tenant_id = ${ctx.tenantId} and d.id = ${delivery.id}`);
  return row?.lacks ?? true;
}

async function countAnew(tx: Transaction, ctx: TenantContext, delivery: Delivery): Promise<void> {
  const counted = await unlessMissing(countAudience(ctx, delivery.audience));
  // Of a group that is gone nobody is mailed: the start that follows says so.
  const countedRecipients = counted?.recipients ?? 0;
  await tx.update(deliveries).set({ countedRecipients }).where(isDelivery(delivery));
}

/** Makes a draft of a delivery whose time has come without an approval that holds, and tells whom it concerns. */
export async function returnUnapproved(
  tx: Transaction,
  ctx: TenantContext,
  delivery: Delivery,
): Promise<void> {
  const { tenantId, id, scheduledAt } = delivery;
  const last = await endApproval(tx, delivery);
  await tx
    .update(deliveries)
    .set({
      state: "draft",
      scheduledAt: null,
      bestHoursUntil: null,
      failure: "approval",
      updatedAt: new Date(),
    })
    .where(isDelivery(delivery));
  await leaveSending(tx, tenantId, id);
  await recordAudit(tx, ctx, {
    action: "delivery.approvalMissed",
    targetType: "delivery",
    targetId: id,
    details: {
      name: delivery.name,
      before: { state: "scheduled", scheduledAt: scheduledAt && toJstIso(scheduledAt) },
      after: { state: "draft", scheduledAt: null },
    },
  });
  const locale = last?.locale ?? "ja";
  const people = [last?.requestedBy, last?.decidedBy, delivery.changedBy ?? delivery.createdBy];
  for (const userId of new Set(people.filter((person) => person != null)))
    await enqueue(tx, "approvals.tell-missed", { tenantId, deliveryId: id, userId, locale });
}

/** Makes what is open void; returns the newest approval there was. */
async function endApproval(tx: Transaction, { tenantId, id }: Delivery) {
  const ofDelivery = and(
    eq(deliveryApprovals.tenantId, tenantId),
    eq(deliveryApprovals.deliveryId, id),
  );
  await tx
    .update(deliveryApprovals)
    .set({ state: "void" })
    .where(and(ofDelivery, inArray(deliveryApprovals.state, openStates)));
  const [last] = await tx
    .select()
    .from(deliveryApprovals)
    .where(ofDelivery)
    .orderBy(desc(deliveryApprovals.requestedAt))
    .limit(1);
  return last;
}

const isDelivery = ({ tenantId, id }: Delivery) =>
  and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, id));
