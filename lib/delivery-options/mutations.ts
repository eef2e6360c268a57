import "server-only";
import { deliveries } from "@/db/schema/deliveries";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { isDelivery, lockDelivery } from "@/lib/deliveries/mutations";
import type { DeliveryOptionsInput } from "./schema";

/** How a draft will be sent and followed; what is written in it, and so its version, stays as it is. */
export async function updateDeliveryOptions(
  ctx: TenantContext,
  { id, ...options }: DeliveryOptionsInput,
): Promise<void> {
  authorize(ctx, "deliveries:write");
  await transaction(ctx, async (tx) => {
    const before = await lockDelivery(tx, ctx, id, "edit");
    await tx.update(deliveries).set(options).where(isDelivery(ctx, id));
    const { tracks, hasWebVersion, isCanary, utmCampaign } = before;
    await recordAudit(tx, ctx, {
      action: "delivery.optionsUpdated",
      targetType: "delivery",
      targetId: id,
      details: { before: { tracks, hasWebVersion, isCanary, utmCampaign }, after: options },
    });
  });
}
