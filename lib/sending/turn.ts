import { and, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { sendingBrakes } from "@/db/schema/abuse";
import { deliveries } from "@/db/schema/deliveries";
import { sendingSettings } from "@/db/schema/sending-settings";
import { readTransaction } from "@/db/transaction";
import { batchSize } from "@/db/values";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { giveBackAllowance, takeAllowance } from "@/lib/quotas/mutations";
import { isSendingLimited } from "@/lib/quotas/queries";
import { quietMs } from "@/lib/sending-settings/rules";
import { claimBatches } from "./claim";
import { compiledDelivery } from "./compiled";
import { finishDelivery, leaveSettled, nextDue } from "./finish";
import { settleCancelled } from "./mutations";
import { prepareNext, refreshStatistics } from "./prepare";
import { type Sending, sendBatch } from "./send-batch";
import { restSending, wakeSending } from "./wake";

export type Engine = Sending & {
  workerId: string;
  leaseSeconds: number;
  prepareChunk: number;
};
export type Task = () => Promise<void>;

/** Batches of one delivery in one turn: small enough that other tenants are served soon. */
const slice = 32;
const pausedRestMs = 30_000;
/** What waits while the customer's sending is stopped; a release wakes it at once. */
const movingStates: readonly string[] = ["scheduled", "preparing", "sending"];
const shortestRestMs = 50;
const longestRestMs = 1_000;
const prepareRestMs = 2_000;
/** How long a delivery rests when the customer's hourly allowance is used up. */
const allowanceRestMs = 15_000;
/** Not longer: the customer may shorten the quiet hours meanwhile. */
const quietRestMs = 30_000;

/**
 * Serves the delivery that has waited longest, for as many calls as are free when its batches are claimed; null when no
 * delivery is due.
 */
export async function takeTurn(engine: Engine, free: () => number): Promise<Task[] | null> {
  const next = await pickDelivery();
  if (!next) return null;
  const ctx = contextForJob(next.tenantId, "sending");
  const delivery = await readDelivery(ctx, next.deliveryId);
  if (delivery?.isBraked && movingStates.includes(delivery.state))
    return rest(ctx, next.deliveryId, pausedRestMs);
  switch (delivery?.state) {
    case "scheduled":
      return delivery.waitMs > 0
        ? rest(ctx, next.deliveryId, delivery.waitMs)
        : prepareTask(engine, ctx, next.deliveryId);
    case "preparing":
      return prepareTask(engine, ctx, next.deliveryId);
    case "sending": {
      const quiet = quietMs(delivery, delivery.now);
      if (quiet > 0) return rest(ctx, next.deliveryId, Math.min(quiet, quietRestMs));
      const limit = Math.max(1, Math.min(free(), slice));
      return sendTasks(engine, ctx, next.deliveryId, limit, delivery.isLimited);
    }
    case "paused":
      return rest(ctx, next.deliveryId, pausedRestMs);
    case "cancelled":
      return (await settleCancelled(ctx, next.deliveryId))
        ? []
        : rest(ctx, next.deliveryId, longestRestMs);
    default:
      await leaveSettled(ctx, next.deliveryId);
      return [];
  }
}

/** Tenants in the order of their last turn, then each tenant's deliveries in theirs. */
async function pickDelivery(): Promise<{ tenantId: string; deliveryId: string } | undefined> {
  const [row] = await controlDb().execute<{ tenantId: string; deliveryId: string }>(sql`
    update sending_queue set served_at = clock_timestamp()
    where (tenant_id, delivery_id) = (
      select q.tenant_id, q.delivery_id from sending_queue q
      join (select tenant_id, max(served_at) as last from sending_queue group by tenant_id) t
        on t.tenant_id = q.tenant_id
      where q.run_at <= clock_timestamp()
      order by t.last, q.served_at limit 1 for update of q skip locked)
    returning tenant_id as "tenantId", delivery_id as "deliveryId"`);
  return row;
}

async function readDelivery(ctx: TenantContext, id: string) {
  const [delivery] = await readTransaction(ctx, (tx) =>
    tx
      .select({
        state: deliveries.state,
        waitMs:
          sql`coalesce(extract(epoch from ${deliveries.scheduledAt} - clock_timestamp()) * 1000, 0)`.mapWith(
            Number,
          ),
        isBraked: sql<boolean>`exists (select from ${sendingBrakes}
          where ${sendingBrakes.tenantId} = ${ctx.tenantId} and ${sendingBrakes.releasedAt} is null)`,
        now: sql`clock_timestamp()`.mapWith(deliveries.createdAt),
        quietFrom: sendingSettings.quietFrom,
        quietUntil: sendingSettings.quietUntil,
        isLimited: isSendingLimited(ctx.tenantId),
      })
      .from(deliveries)
      .leftJoin(sendingSettings, eq(sendingSettings.tenantId, deliveries.tenantId))
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, id))),
  );
  return delivery;
}

async function rest(ctx: TenantContext, deliveryId: string, milliseconds: number): Promise<Task[]> {
  await restSending(controlDb(), ctx.tenantId, deliveryId, milliseconds);
  return [];
}

async function prepareTask(
  engine: Engine,
  ctx: TenantContext,
  deliveryId: string,
): Promise<Task[]> {
  await rest(ctx, deliveryId, prepareRestMs);
  return [
    async () => {
      const preparation = await prepareNext(ctx, deliveryId, engine.prepareChunk);
      if (preparation === "ready") await refreshStatistics(ctx, deliveryId);
      if (preparation === "busy") await rest(ctx, deliveryId, shortestRestMs * 4);
      else if (preparation !== "left") await wakeSending(controlDb(), ctx.tenantId, deliveryId);
    },
  ];
}

async function sendTasks(
  engine: Engine,
  ctx: TenantContext,
  deliveryId: string,
  limit: number,
  isLimited: boolean,
): Promise<Task[]> {
  const { workerId, transport, leaseSeconds } = engine;
  const { claimSize, isRepeatable } = transport;
  const wanted = limit * batchSize;
  const allowed = isLimited ? await takeAllowance(ctx, wanted) : wanted;
  if (allowed === 0) return rest(ctx, deliveryId, allowanceRestMs);
  const batches = await claimBatches(ctx, deliveryId, {
    workerId,
    limit: Math.max(1, Math.floor(allowed / batchSize)),
    claimSize: Math.min(claimSize, allowed),
    isRepeatable,
    leaseSeconds,
  });
  const claimed = batches.reduce((sum, { recipients }) => sum + recipients.length, 0);
  if (isLimited) await giveBackAllowance(ctx, allowed - claimed);
  if (batches.length > 0) {
    engine.recorder.goOn(deliveryId);
    const content = await compiledDelivery(ctx, deliveryId);
    return batches.map((batch) => () => sendBatch(ctx, batch, content, engine));
  }
  if (await finishDelivery(ctx, deliveryId)) return [];
  const due = (await nextDue(ctx, deliveryId)) ?? shortestRestMs;
  return rest(ctx, deliveryId, Math.max(due, shortestRestMs));
}
