import "server-only";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { contentOf, insertDraft, lockDelivery } from "@/lib/deliveries/mutations";
import { copyName } from "@/lib/deliveries/rules";
import { deliveryNameMaxLength } from "@/lib/deliveries/schema";
import { scheduleDelivery } from "@/lib/scheduling/mutations";
import type { CreateResendInput } from "./schema";

/** Becomes part of the customer's own data, so it does not follow the reader's language. */
const resendSuffix = "の再送";

/** A delivery with the same content and a ledger of its own for those whom the first one missed. */
export async function createResend(
  ctx: TenantContext,
  { id, kinds, isNow }: CreateResendInput,
): Promise<{ id: string }> {
  authorize(ctx, "deliveries:write");
  if (isNow) authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx, inner) => {
    const original = await lockDelivery(tx, ctx, id, "resend");
    const created = await insertDraft(
      tx,
      ctx,
      {
        ...contentOf(original),
        name: copyName(original.name, resendSuffix, deliveryNameMaxLength),
        audience: {
          kind: "missed",
          deliveryId: id,
          kinds,
          needsConsent: original.audience.needsConsent,
        },
        resendOf: id,
      },
      "delivery.created",
      { resendOf: id },
    );
    await recordAudit(tx, ctx, {
      action: "delivery.resent",
      targetType: "delivery",
      targetId: id,
      details: { name: original.name, as: created.id, kinds },
    });
    if (isNow) await scheduleDelivery(inner, { id: created.id, mode: "now", version: null });
    return created;
  });
}
