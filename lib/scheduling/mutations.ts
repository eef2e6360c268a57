import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { batches, deliveries, senders } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import { setTagScope, transaction } from "@/db/transaction";
import { isCheckViolation } from "@/db/violations";
import { screenDelivery } from "@/lib/abuse-content/mutations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { checkDraft } from "@/lib/composing/queries";
import { demandVersion, isDelivery, lockDelivery } from "@/lib/deliveries/mutations";
import type { DeliveryState } from "@/lib/deliveries/rules";
import type { DeliveryIdInput } from "@/lib/deliveries/schema";
import { AppError } from "@/lib/errors";
import { toJstIso } from "@/lib/format";
import { demandRoom } from "@/lib/quotas/queries";
import { cancelQueuedRecipients } from "@/lib/sending/mutations";
import { leaveSending, wakeSending } from "@/lib/sending/wake";
import { isStop, modeOf, type Plan, readPlan } from "./rules";
import type { ScheduleDeliveryInput } from "./schema";

/** Hands a draft to the sending loop, now or at a time; checks everything again with the row locked. */
export async function scheduleDelivery(
  ctx: TenantContext,
  { id, version, ...when }: ScheduleDeliveryInput,
): Promise<{ recipients: number }> {
  authorize(ctx, "deliveries:send");
  return handOver(ctx, { id, version }, readPlan(when, new Date()));
}

/** The same for a plan that has been read; throws a `conflict` where the delivery needs an approval of just this. */
export async function handOver(
  ctx: TenantContext,
  { id, version }: { id: string; version: string | null },
  { startsAt, bestHoursUntil }: Plan,
): Promise<{ recipients: number }> {
  authorize(ctx, "deliveries:send");
  return refusingUnapproved(() =>
    transaction(ctx, async (tx, inner) => {
      const delivery = await lockDelivery(tx, ctx, id, "schedule");
      demandVersion(delivery.updatedAt, version);
      await demandActiveTenant(tx, ctx);
      await keepSender(tx, delivery.senderId);
      const scheduledAt = startsAt ?? new Date();
      if (delivery.tagScope) await setTagScope(tx, delivery.tagScope);
      const { problems, audience } = await checkDraft(inner, delivery);
      if (problems.some((problem) => problem.isBlocking)) {
        throw new AppError("invalid", "deliveries.errors.hasProblems");
      }
      const { recipients } = audience;
      await demandRoom(tx, ctx.tenantId, "monthlyMails", recipients);
      const planned = { scheduledAt, bestHoursUntil, countedRecipients: recipients };
      await setState(tx, ctx, id, { state: "scheduled", ...planned, failure: null });
      await screenDelivery(tx, delivery);
      await wakeSending(tx, ctx.tenantId, id, scheduledAt);
      await audit(tx, ctx, "scheduled", id, {
        before: { state: delivery.state, scheduledAt: timeOf(delivery.scheduledAt) },
        after: {
          state: "scheduled",
          scheduledAt: toJstIso(scheduledAt),
          ...(bestHoursUntil && { bestHoursUntil: toJstIso(bestHoursUntil) }),
        },
        mode: modeOf({ startsAt, bestHoursUntil }),
        at: toJstIso(scheduledAt),
        recipients,
      });
      return { recipients };
    }),
  );
}

async function keepSender(tx: Transaction, senderId: string | null): Promise<void> {
  if (!senderId) return;
  await tx.select({ id: senders.id }).from(senders).where(eq(senders.id, senderId)).for("share");
}

/** The database lets nothing go that lacks an approval; here it gets words. */
async function refusingUnapproved<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCheckViolation(error, "deliveries_approval"))
      throw new AppError("conflict", "approvals.errors.needed");
    throw error;
  }
}

async function demandActiveTenant(tx: Transaction, ctx: TenantContext): Promise<void> {
  const [tenant] = await tx
    .select({ state: tenants.state })
    .from(tenants)
    .where(eq(tenants.id, ctx.tenantId));
  if (tenant?.state !== "active") throw new AppError("conflict", "deliveries.errors.tenantStopped");
}

/** Makes a planned delivery a draft again, as long as it has not started. */
export async function unscheduleDelivery(
  ctx: TenantContext,
  { id }: DeliveryIdInput,
): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    const { state, scheduledAt, bestHoursUntil } = await lockDelivery(tx, ctx, id, "unschedule");
    await setState(tx, ctx, id, { state: "draft", scheduledAt: null, bestHoursUntil: null });
    await leaveSending(tx, ctx.tenantId, id);
    await audit(tx, ctx, "unscheduled", id, {
      before: {
        state,
        scheduledAt: timeOf(scheduledAt),
        ...(bestHoursUntil && { bestHoursUntil: toJstIso(bestHoursUntil) }),
      },
      after: {
        state: "draft",
        scheduledAt: null,
        ...(bestHoursUntil && { bestHoursUntil: null }),
      },
    });
  });
}

export async function pauseDelivery(ctx: TenantContext, { id }: DeliveryIdInput): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    const { state } = await lockDelivery(tx, ctx, id, "pause");
    await setState(tx, ctx, id, { state: "paused", pausedFrom: state });
    await audit(tx, ctx, "paused", id, { before: { state }, after: { state: "paused" } });
  });
}

export async function resumeDelivery(ctx: TenantContext, { id }: DeliveryIdInput): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    const { pausedFrom, failure, isGuarded, isCanary } = await lockDelivery(tx, ctx, id, "resume");
    await demandActiveTenant(tx, ctx);
    const state = pausedFrom === "preparing" ? "preparing" : "sending";
    // Whoever goes on in spite of the rate has judged it: the same rate would stop the delivery again at once.
    const stillGuarded = isGuarded && !isStop(failure);
    await setState(tx, ctx, id, {
      state,
      pausedFrom: null,
      failure: null,
      isGuarded: stillGuarded,
    });
    if (isCanary) await releaseHeld(tx, ctx, id);
    await wakeSending(tx, ctx.tenantId, id);
    await audit(tx, ctx, "resumed", id, { before: { state: "paused" }, after: { state } });
  });
}

/** What waits behind a canary goes on with the rest, each at its own hour; what has been tried keeps its pause. */
async function releaseHeld(tx: Transaction, ctx: TenantContext, id: string): Promise<void> {
  await tx
    .update(batches)
    .set({ runAt: sql`coalesce(${batches.plannedAt}, now())` })
    .where(
      and(
        eq(batches.tenantId, ctx.tenantId),
        eq(batches.deliveryId, id),
        eq(batches.state, "queued"),
        eq(batches.attempts, 0),
      ),
    );
}

/** Stops for good: nobody who is still waiting is mailed; calls under way come to their end. */
export async function cancelDelivery(
  ctx: TenantContext,
  { id }: DeliveryIdInput,
): Promise<{ cancelled: number }> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    const { state } = await lockDelivery(tx, ctx, id, "cancel");
    await setState(tx, ctx, id, { state: "cancelled", finishedAt: new Date() });
    // Whoever may touch the delivery may touch the whole of it, also recipients that have lost their tags since.
    await setTagScope(tx, null);
    const cancelled = await cancelQueuedRecipients(tx, ctx.tenantId, id);
    await audit(tx, ctx, "cancelled", id, {
      before: { state },
      after: { state: "cancelled" },
      cancelled,
    });
    return { cancelled };
  });
}

type StateChange = Partial<typeof deliveries.$inferInsert> & { state: DeliveryState };

async function setState(tx: Transaction, ctx: TenantContext, id: string, change: StateChange) {
  await tx
    .update(deliveries)
    .set({ ...change, updatedAt: new Date() })
    .where(isDelivery(ctx, id));
}

const timeOf = (at: Date | null): string | null => at && toJstIso(at);

type Change = { before: Record<string, unknown>; after: Record<string, unknown> };

async function audit(
  tx: Transaction,
  ctx: TenantContext,
  verb: string,
  targetId: string,
  details: Change & Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, ctx, {
    action: `delivery.${verb}`,
    targetType: "delivery",
    targetId,
    details,
  });
}
