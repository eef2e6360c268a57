import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { setTagScope, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import { recountBatches } from "./recount";
import { leaveSending, wakeSending } from "./wake";

type BatchRow = { batch_no: number };

/**
 * Takes a cancelled delivery's recipients back: queued ones become cancelled; those whose earlier attempt
 * ended unclearly become unknown; calls under way come to their end and are recorded. Returns how many
 * were cancelled. Call it after the delivery's state is `cancelled`, in the same transaction.
 */
export async function cancelQueuedRecipients(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
): Promise<number> {
  const batches = await tx.execute<BatchRow>(sql`
    select batch_no from batches
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId} and state in ('queued', 'sending')
      and (queued > 0 or state = 'queued' or leased_until < now())
    order by batch_no for update`);
  const batchNos = batches.map((row) => row.batch_no);
  const inBatches = sql`r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
    and r.batch_no = any(${sql.param(batchNos)}::int[])`;
  const cancelled = await tx.execute(sql`
    update recipients r set state = 'cancelled', updated_at = now()
    where ${inBatches} and r.state = 'queued'`);
  await tx.execute(sql`
    update recipients r set state = 'unknown', reason = 'cancelled', updated_at = now()
    from batches b
    where ${inBatches} and r.state = 'sending' and b.tenant_id = ${tenantId}
      and b.delivery_id = ${deliveryId} and b.batch_no = r.batch_no
      and (b.leased_until is null or b.leased_until < now())`);
  await recountBatches(tx, tenantId, deliveryId, batchNos);
  await wakeSending(tx, tenantId, deliveryId);
  return cancelled.count;
}

/** Sends the delivery again to exactly those recipients whose outcome is unknown; returns how many. */
export async function retryUnknown(ctx: TenantContext, deliveryId: string): Promise<number> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    const reopened = await tx.execute(sql`
      update deliveries set state = 'sending', finished_at = null, updated_at = now()
      where tenant_id = ${ctx.tenantId} and id = ${deliveryId} and state in ('finished', 'sending')
        and exists (select 1 from batches where tenant_id = ${ctx.tenantId}
          and delivery_id = ${deliveryId} and unknown > 0)
      returning id`);
    if (reopened.length === 0) throw new AppError("conflict", "sending.errors.notRetryable");
    // Whoever may touch the delivery may touch the whole of it, also recipients that have lost their tags since.
    await setTagScope(tx, null);
    const count = await requeueUnknown(tx, ctx.tenantId, deliveryId);
    await wakeSending(tx, ctx.tenantId, deliveryId);
    await recordAudit(tx, ctx, {
      action: "delivery.unknownRetried",
      targetType: "delivery",
      targetId: deliveryId,
      details: { count },
    });
    return count;
  });
}

/** A batch that is still being sent keeps its unknown ones for a later retry: its set must not change. */
async function requeueUnknown(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
): Promise<number> {
  const batches = await tx.execute<BatchRow>(sql`
    select batch_no from batches
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId} and unknown > 0 and sending = 0
    order by batch_no for update`);
  const batchNos = sql.param(batches.map((row) => row.batch_no));
  const requeued = await tx.execute(sql`
    update recipients set state = 'queued', reason = null, updated_at = now()
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId}
      and batch_no = any(${batchNos}::int[]) and state = 'unknown'`);
  await tx.execute(sql`
    update batches set attempt_set = attempt_set + 1, attempts = 0, run_at = now(), leased_by = null, leased_until = null
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId} and batch_no = any(${batchNos}::int[])`);
  await recountBatches(
    tx,
    tenantId,
    deliveryId,
    batches.map((row) => row.batch_no),
  );
  return requeued.count;
}

/** After a cancellation: settles what a vanished worker left and leaves the loop once nothing is under way. */
export async function settleCancelled(ctx: TenantContext, deliveryId: string): Promise<boolean> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    await cancelQueuedRecipients(tx, ctx.tenantId, deliveryId);
    const open = await tx.execute(sql`
      select 1 from batches where tenant_id = ${ctx.tenantId} and delivery_id = ${deliveryId}
        and state in ('queued', 'sending') limit 1`);
    if (open.length > 0) return false;
    await leaveSending(tx, ctx.tenantId, deliveryId);
    return true;
  });
}
