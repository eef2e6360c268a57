import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { defaultSettings } from "@/lib/sending-settings/schema";
import { findHarm, type Outcomes } from "./guard-rules";

/** Stops the delivery when more of it bounces or is complained about than the customer allows; a person resumes it. */
export async function stopWhenHarmful(ctx: TenantContext, deliveryId: string): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    const outcomes = await readOutcomes(tx, ctx.tenantId, deliveryId);
    const harm = outcomes && findHarm(outcomes);
    if (!harm) return;
    const stopped = await tx.execute(sql`
      update deliveries set state = 'paused', paused_from = 'sending', failure = ${harm},
        updated_at = now()
      where tenant_id = ${ctx.tenantId} and id = ${deliveryId} and state = 'sending' and is_guarded
      returning id`);
    if (stopped.length === 0) return;
    await recordAudit(tx, ctx, {
      action: "delivery.stopped",
      targetType: "delivery",
      targetId: deliveryId,
      details: { reason: harm, ...outcomes },
    });
  });
}

/** Only of a delivery that can be stopped: the sums cost nothing once it is finished. */
async function readOutcomes(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
): Promise<Outcomes | undefined> {
  const { mostBounces, mostComplaints } = defaultSettings;
  const [row] = await tx.execute<Record<keyof Outcomes, string | null>>(sql`
    select o.tried, o.bounced, o.complained,
      case when s.tenant_id is null then ${mostBounces}::int else s.most_bounces end as "mostBounces",
      case when s.tenant_id is null then ${mostComplaints}::int else s.most_complaints end as "mostComplaints"
    from deliveries d left join sending_settings s on s.tenant_id = d.tenant_id
    cross join lateral (
      select sum(b.accepted + b.delivered + b.bounced) as tried, sum(b.bounced) as bounced,
        sum(b.complained) as complained
      from batches b where b.tenant_id = d.tenant_id and b.delivery_id = d.id) o
    where d.tenant_id = ${tenantId} and d.id = ${deliveryId} and d.state = 'sending' and d.is_guarded`);
  if (!row) return undefined;
  const limit = (value: string | null) => (value === null ? null : Number(value));
  return {
    tried: Number(row.tried),
    bounced: Number(row.bounced),
    complained: Number(row.complained),
    mostBounces: limit(row.mostBounces),
    mostComplaints: limit(row.mostComplaints),
  };
}
