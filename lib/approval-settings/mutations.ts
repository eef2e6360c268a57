import "server-only";
import { deliveries } from "@/db/schema/deliveries";
import { sendingSettings } from "@/db/schema/sending-settings";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getApprovalRule, isScheduledUnapproved } from "./queries";
import type { ApprovalRule } from "./schema";

/** Holds at once for what is not scheduled yet; what is scheduled without an approval goes as it was planned. */
export async function updateApprovalRule(
  ctx: TenantContext,
  { approvalFrom }: ApprovalRule,
): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx, inner) => {
    const before = await getApprovalRule(inner);
    if (before.approvalFrom === approvalFrom) return;
    const set = { approvalFrom, updatedAt: new Date() };
    await tx
      .insert(sendingSettings)
      .values({ tenantId: ctx.tenantId, ...set })
      .onConflictDoUpdate({ target: sendingSettings.tenantId, set });
    const waived = await tx
      .update(deliveries)
      .set({ isApprovalWaived: true })
      .where(isScheduledUnapproved(ctx.tenantId))
      .returning({ id: deliveries.id });
    await recordAudit(tx, ctx, {
      action: "sending-settings.approvalUpdated",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before, after: { approvalFrom }, goAsScheduled: waived.map(({ id }) => id) },
    });
  });
}
