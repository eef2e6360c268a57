import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { sendingSettings } from "@/db/schema/sending-settings";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getSendingSettings } from "./queries";
import type { SendingSettings } from "./schema";

/** Holds at once, also for deliveries under way. */
export async function updateSendingSettings(
  ctx: TenantContext,
  input: SendingSettings,
): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx, inner) => {
    const before = await getSendingSettings(inner);
    const set = { ...input, updatedAt: new Date() };
    await tx
      .insert(sendingSettings)
      .values({ tenantId: ctx.tenantId, ...set })
      .onConflictDoUpdate({ target: sendingSettings.tenantId, set });
    await wakeAll(tx, ctx.tenantId);
    await recordAudit(tx, ctx, {
      action: "sending-settings.updated",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before, after: input },
    });
  });
}

/** What waits for the end of quiet hours looks at the new ones. */
async function wakeAll(tx: Transaction, tenantId: string): Promise<void> {
  await tx.execute(sql`
    update sending_queue q set run_at = now()
    from deliveries d where d.tenant_id = q.tenant_id and d.id = q.delivery_id
      and q.tenant_id = ${tenantId} and d.state = 'sending'`);
}
