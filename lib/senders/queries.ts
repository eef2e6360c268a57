import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { deliveries, senders } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type SenderSummary = { id: string; name: string; email: string; replyTo: string | null };
export type SenderWithUse = SenderSummary & { deliveryCount: number; isBusy: boolean };

const columns = {
  id: senders.id,
  name: senders.name,
  email: senders.email,
  replyTo: senders.replyTo,
};

/** Every sender by name. */
export async function listSenders(ctx: TenantContext): Promise<SenderSummary[]> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select(columns)
      .from(senders)
      .where(eq(senders.tenantId, ctx.tenantId))
      .orderBy(asc(senders.name), asc(senders.email)),
  );
}

/** Every sender with how many deliveries name it and whether one of them is planned or under way. */
export async function listSendersWithUse(ctx: TenantContext): Promise<SenderWithUse[]> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        ...columns,
        deliveryCount: sql<number>`count(${deliveries.id})`.mapWith(Number),
        isBusy: sql<boolean>`coalesce(bool_or(${deliveries.state} in
          ('scheduled', 'preparing', 'sending', 'paused')), false)`,
      })
      .from(senders)
      .leftJoin(
        deliveries,
        and(eq(deliveries.tenantId, senders.tenantId), eq(deliveries.senderId, senders.id)),
      )
      .where(eq(senders.tenantId, ctx.tenantId))
      .groupBy(senders.tenantId, senders.id)
      .orderBy(asc(senders.name), asc(senders.email)),
  );
}
