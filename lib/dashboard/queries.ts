import { and, desc, eq, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Transaction } from "@/db/client";
import { batches, deliveries } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { authorize, can, type TenantContext } from "@/lib/auth/context";

const recentCount = 5;
/** Addresses are counted exactly up to here, so that the page costs the same for every size of address book. */
export const countedExactly = 10_000;

/** The figures of the dashboard: addresses, the last 30 days' sending, and the newest deliveries. */
export async function readDashboard(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, async (tx) => {
    const figures = await readFigures(tx, ctx.tenantId);
    const recent = can(ctx, "deliveries:read") ? await readRecentDeliveries(tx, ctx.tenantId) : [];
    return { ...figures, recent };
  });
}

async function readFigures(tx: Transaction, tenantId: string) {
  const rows = await tx.execute<{
    addresses: number;
    deliveries: number;
    accepted: number;
    delivered: number;
  }>(sql`
    select
      (select count(*)::int from (select from addresses where tenant_id = ${tenantId} limit ${countedExactly + 1}) a) as addresses,
      count(distinct d.id)::int as deliveries,
      coalesce(sum(b.accepted + b.delivered + b.bounced), 0)::int as accepted,
      coalesce(sum(b.delivered), 0)::int as delivered
    from deliveries d
    left join batches b on b.tenant_id = d.tenant_id and b.delivery_id = d.id
    where d.tenant_id = ${tenantId} and d.started_at > now() - interval '30 days'`);
  const [row] = rows;
  if (!row) throw new Error("dashboard figures are missing");
  return row;
}

function readRecentDeliveries(tx: Transaction, tenantId: string) {
  const total = (column: PgColumn) => sql<number>`coalesce(sum(${column}), 0)::int`;
  return tx
    .select({
      id: deliveries.id,
      name: deliveries.name,
      state: deliveries.state,
      at: sql<string>`coalesce(${deliveries.startedAt}, ${deliveries.scheduledAt}, ${deliveries.createdAt})::text`,
      audience: total(batches.audience),
      delivered: total(batches.delivered),
    })
    .from(deliveries)
    .leftJoin(
      batches,
      and(eq(batches.tenantId, deliveries.tenantId), eq(batches.deliveryId, deliveries.id)),
    )
    .where(eq(deliveries.tenantId, tenantId))
    .groupBy(deliveries.tenantId, deliveries.id)
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(recentCount);
}

export type Dashboard = Awaited<ReturnType<typeof readDashboard>>;
