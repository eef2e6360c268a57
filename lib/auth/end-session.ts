import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import type { TenantContext } from "./context";

/** Ends the session of a context; `reason` says why when nobody signed out. */
export async function endSession(ctx: TenantContext, reason?: "signed_in_anew"): Promise<void> {
  const { sessionId } = ctx;
  if (!sessionId) return;
  await transaction(ctx, async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(sessions.tenantId, ctx.tenantId),
          eq(sessions.id, sessionId),
          isNull(sessions.revokedAt),
        ),
      )
      .returning({ id: sessions.id });
    if (ended.length === 0) return;
    await recordAudit(tx, ctx, {
      action: "session.ended",
      targetType: "session",
      targetId: sessionId,
      ...(reason && { details: { reason } }),
    });
  });
}
