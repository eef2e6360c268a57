import { sql } from "drizzle-orm";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getLedger } from "./queries";
import { leaveSending } from "./wake";

/** Finishes the delivery when nothing of it is queued or sending; tells whether it did. */
export async function finishDelivery(ctx: TenantContext, deliveryId: string): Promise<boolean> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx, inner) => {
    const rows = await tx.execute(sql`
      update deliveries d set state = 'finished', finished_at = now(), updated_at = now()
      where d.tenant_id = ${ctx.tenantId} and d.id = ${deliveryId} and d.state = 'sending'
        and not exists (select 1 from batches b where b.tenant_id = ${ctx.tenantId}
          and b.delivery_id = ${deliveryId} and b.state in ('queued', 'sending'))
      returning d.id`);
    if (rows.length === 0) return false;
    await leaveSending(tx, ctx.tenantId, deliveryId);
    const ledger = await getLedger(inner, deliveryId);
    await recordAudit(tx, ctx, {
      action: "delivery.finished",
      targetType: "delivery",
      targetId: deliveryId,
      details: { before: { state: "sending" }, after: { state: "finished" }, ...ledger },
    });
    return true;
  });
}

/** Hours may lie between two batches; while none of them is being sent, nothing changes before the next is due. */
const longestWait = sql`case when bool_or(state = 'sending') then interval '1 second' else interval '30 seconds' end`;

/**
 * Milliseconds until the loop has to look at the delivery again: some batch of it is due, loses its lease or may be the
 * last; null when none waits.
 */
export async function nextDue(ctx: TenantContext, deliveryId: string): Promise<number | null> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    const [row] = await tx.execute<{ wait: string }>(sql`
      select extract(epoch from least(min(case state when 'sending' then leased_until else run_at end)
        - clock_timestamp(), ${longestWait})) * 1000 as wait
      from batches where tenant_id = ${ctx.tenantId} and delivery_id = ${deliveryId}
        and state in ('queued', 'sending')
      having count(*) > 0`);
    return row ? Math.max(0, Number(row.wait)) : null;
  });
}

const restingStates: readonly string[] = ["draft", "finished", "failed"];

/** Takes a delivery that rests out of the queue; the lock keeps one that is being planned again in it. */
export async function leaveSettled(ctx: TenantContext, deliveryId: string): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    const [found] = await tx.execute<{ state: string }>(sql`
      select state from deliveries
      where tenant_id = ${ctx.tenantId} and id = ${deliveryId} for share`);
    if (found && !restingStates.includes(found.state)) return;
    await leaveSending(tx, ctx.tenantId, deliveryId);
  });
}
