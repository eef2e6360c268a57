import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

/**
 * Counts the batches' recipients anew and derives the batches' states. The caller holds the batches'
 * row locks: whoever changes a recipient takes its batch first, so the ledger balances at every commit.
 */
export async function recountBatches(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
  batchNos: number[],
): Promise<void> {
  if (batchNos.length === 0) return;
  // Materialised: without statistics the planner would count all recipients once for each batch.
  await tx.execute(sql`
    with c as materialized (
      select r.batch_no,
        count(*) filter (where r.state = 'queued') as queued,
        count(*) filter (where r.state = 'sending') as sending,
        count(*) filter (where r.state = 'accepted') as accepted,
        count(*) filter (where r.state = 'delivered') as delivered,
        count(*) filter (where r.state = 'bounced') as bounced,
        count(*) filter (where r.state = 'failed') as failed,
        count(*) filter (where r.state = 'suppressed') as suppressed,
        count(*) filter (where r.state = 'cancelled') as cancelled,
        count(*) filter (where r.state = 'unknown') as unknown,
        count(r.opened_at) as opened, count(r.clicked_at) as clicked,
        count(r.complained_at) as complained
      from recipients r
      where r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
        and r.batch_no = any(${sql.param(batchNos)}::int[])
      group by r.batch_no
    )
    update batches b set queued = c.queued, sending = c.sending, accepted = c.accepted,
      delivered = c.delivered, bounced = c.bounced, failed = c.failed, suppressed = c.suppressed,
      cancelled = c.cancelled, unknown = c.unknown, opened = c.opened, clicked = c.clicked,
      complained = c.complained, updated_at = now(),
      state = case when c.queued + c.sending = 0
        then case when c.cancelled > 0 then 'cancelled' else 'done' end
        when b.leased_by is null then 'queued' else 'sending' end
    from c
    where b.tenant_id = ${tenantId} and b.delivery_id = ${deliveryId}
      and b.batch_no = any(${sql.param(batchNos)}::int[]) and b.batch_no = c.batch_no`);
}
