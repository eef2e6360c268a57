import "server-only";
import { sessionPolicies } from "@/db/schema/sign-ins";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getSessionPolicy } from "./queries";
import type { SessionPolicyInput } from "./schema";

/** Holds for every session of the tenant from its next request on, also for those opened before. */
export async function updateSessionPolicy(
  ctx: TenantContext,
  input: SessionPolicyInput,
): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx, inner) => {
    const before = await getSessionPolicy(inner);
    const set = { ...input, updatedAt: new Date() };
    await tx
      .insert(sessionPolicies)
      .values({ tenantId: ctx.tenantId, ...set })
      .onConflictDoUpdate({ target: sessionPolicies.tenantId, set });
    await recordAudit(tx, ctx, {
      action: "session-policy.updated",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before, after: input },
    });
  });
}
