import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import { deliveryApprovals } from "@/db/schema/delivery-approvals";
import { sendingSettings } from "@/db/schema/sending-settings";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { ApprovalRule } from "./schema";

/** From how many recipients on deliveries need an approval: 1 for every one, null for none. */
export async function getApprovalRule(ctx: TenantContext): Promise<ApprovalRule> {
  authorize(ctx, "deliveries:read");
  const [found] = await readTransaction(ctx, (tx) =>
    tx
      .select({ approvalFrom: sendingSettings.approvalFrom })
      .from(sendingSettings)
      .where(eq(sendingSettings.tenantId, ctx.tenantId)),
  );
  return found ?? { approvalFrom: null };
}

/** Holds for scheduled deliveries that have no approval: a stricter rule leaves them as they are. */
export const isScheduledUnapproved = (tenantId: string) =>
  and(
    eq(deliveries.tenantId, tenantId),
    eq(deliveries.state, "scheduled"),
    sql`not exists (select from ${deliveryApprovals} a where a.tenant_id = ${deliveries.tenantId}
      and a.delivery_id = ${deliveries.id} and a.state = 'approved')`,
  );

/** How many scheduled deliveries would go without an approval. */
export async function countScheduledUnapproved(ctx: TenantContext): Promise<number> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, (tx) => tx.$count(deliveries, isScheduledUnapproved(ctx.tenantId)));
}
