import { sql } from "drizzle-orm";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

/** Addresses are counted exactly up to here, so that the page costs the same for every size of address book. */
export const countedExactly = 10_000;

export type Dashboard = {
  addresses: number;
  deliveries: number;
  accepted: number;
  delivered: number;
};

/** The figures of the dashboard: addresses, and the last 30 days' sending. */
export async function readDashboard(ctx: TenantContext): Promise<Dashboard> {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, async (tx) => {
    const [row] = await tx.execute<Dashboard>(sql`
    select
      (select count(*)::int from (select from addresses where tenant_id = ${ctx.tenantId} limit ${countedExactly + 1}) a) as addresses,
      count(distinct d.id)::int as deliveries,
      coalesce(sum(b.accepted + b.delivered + b.bounced), 0)::int as accepted,
      coalesce(sum(b.delivered), 0)::int as delivered
    from deliveries d
    left join batches b on b.tenant_id = d.tenant_id and b.delivery_id = d.id
    where d.tenant_id = ${ctx.tenantId} and d.started_at > now() - interval '30 days'`);
    if (!row) throw new Error("dashboard figures are missing");
    return row;
  });
}
