import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { readTransaction, transaction } from "@/db/transaction";
import { tallyKinds } from "@/db/values";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type DeliveryState, isMoving } from "@/lib/deliveries/rules";
import { tallySelect } from "@/lib/tally-counts/queries";
import { isTallied, sliceBatches } from "./rules";

/** No transaction that changes a batch takes longer: what was changed in this time before a count may be missing in it. */
const overlap = sql`interval '2 minutes'`;
const waits = { moving: sql`interval '30 seconds'`, settling: sql`interval '1 minute'` };

type Counted = { slices: number; isRolledUp: boolean };

/**
 * Counts the slices of a large delivery that have changed, rolls the delivery up where it rests, and comes back where
 * it does not yet.
 */
export async function tallyDelivery(ctx: TenantContext, deliveryId: string): Promise<Counted> {
  authorize(ctx, "deliveries:send");
  const found = await findPrepared(ctx, deliveryId);
  if (!found) return { slices: 0, isRolledUp: false };
  const isLarge = isTallied(found.batches);
  const slices = isLarge ? await findChangedSlices(ctx, deliveryId) : [];
  for (const sliceNo of slices)
    await transaction(ctx, (tx) => countSlice(tx, ctx.tenantId, deliveryId, sliceNo));
  const isResting = !isMoving(found.state) && found.state !== "paused";
  const isRolledUp = isResting && (await rollUp(ctx, deliveryId, found.now));
  if (isResting && !isRolledUp) await comeBack(ctx, deliveryId, waits.settling);
  if (!isResting && isLarge) await comeBack(ctx, deliveryId, waits.moving);
  return { slices: slices.length, isRolledUp };
}

type Prepared = { state: DeliveryState; batches: number; now: string };

/** The delivery, or null as long as recipients may still be added to it. */
async function findPrepared(ctx: TenantContext, deliveryId: string): Promise<Prepared | null> {
  const own = sql`tenant_id = ${ctx.tenantId}`;
  const [found] = await readTransaction(ctx, (tx) =>
    tx.execute<Prepared>(sql`
      select state, now()::text as now, coalesce((select max(batch_no) from batches
        where ${own} and delivery_id = ${deliveryId}), 0) as batches
      from deliveries where ${own} and id = ${deliveryId}
        and started_at is not null and state not in ('draft', 'scheduled', 'preparing')
        and (state <> 'paused' or paused_from = 'sending')`),
  );
  return found ?? null;
}

async function comeBack(ctx: TenantContext, deliveryId: string, wait: SQL): Promise<void> {
  await transaction(ctx, (tx) =>
    tx.execute(sql`select enqueue_tally(${ctx.tenantId}, ${deliveryId}, ${wait})`),
  );
}

async function findChangedSlices(ctx: TenantContext, deliveryId: string): Promise<number[]> {
  const own = sql`tenant_id = ${ctx.tenantId} and delivery_id = ${deliveryId}`;
  const rows = await readTransaction(ctx, (tx) =>
    tx.execute<{ slice_no: number }>(sql`
      select b.slice_no from (
        select (batch_no - 1) / ${sliceBatches}::int as slice_no, max(updated_at) as changed_at
        from batches where ${own} group by 1
      ) b left join (
        select slice_no, min(counted_at) as counted_at from delivery_tallies where ${own} group by 1
      ) t on t.slice_no = b.slice_no
      where t.counted_at is null or b.changed_at > t.counted_at - ${overlap}
      order by 1`),
  );
  return rows.map((row) => row.slice_no);
}

async function countSlice(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
  sliceNo: number,
): Promise<void> {
  const first = sliceNo * sliceBatches + 1;
  const inSlice = sql`r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
    and r.batch_no >= ${first} and r.batch_no < ${first + sliceBatches}`;
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${deliveryId}:${sliceNo}`}, 38))`,
  );
  await tx.execute(sql`delete from delivery_tallies where tenant_id = ${tenantId}
    and delivery_id = ${deliveryId} and slice_no = ${sliceNo}`);
  for (const kind of tallyKinds)
    await tx.execute(sql`
      insert into delivery_tallies (tenant_id, delivery_id, slice_no, kind, key,
        audience, sent, delivered, bounced, complained, opened, clicked, batch_nos, address_ids)
      select ${tenantId}::uuid, ${deliveryId}::uuid, ${sliceNo}::int, ${kind}::text, t.*
      from (${tallySelect(kind, inSlice)}) t`);
}

/** False when a batch has just been changed, or is being changed at this moment. */
async function rollUp(ctx: TenantContext, deliveryId: string, since: string): Promise<boolean> {
  const own = sql`tenant_id = ${ctx.tenantId} and delivery_id = ${deliveryId}`;
  return transaction(ctx, async (tx) => {
    // The delivery first: whoever holds it may wait for the lock below.
    await tx.execute(sql`select 1 from deliveries
      where tenant_id = ${ctx.tenantId} and id = ${deliveryId} for key share`);
    const [lock] = await tx.execute<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${deliveryId}, 37)) as taken`,
    );
    if (!lock?.taken) return false;
    const recent = await tx.execute(sql`select 1 from batches
      where ${own} and updated_at > ${since}::timestamptz - ${overlap} limit 1`);
    if (recent.length > 0) return false;
    await tx.execute(sql`
      insert into delivery_totals (tenant_id, delivery_id, audience, queued, sending, accepted, delivered,
        bounced, failed, suppressed, cancelled, unknown, opened, opened_automatically, clicked,
        complained)
      select tenant_id, delivery_id, sum(audience), sum(queued), sum(sending), sum(accepted), sum(delivered),
        sum(bounced), sum(failed), sum(suppressed), sum(cancelled), sum(unknown), sum(opened),
        sum(opened_automatically), sum(clicked), sum(complained)
      from batches where ${own} group by tenant_id, delivery_id
      on conflict (tenant_id, delivery_id) do nothing`);
    return true;
  });
}
