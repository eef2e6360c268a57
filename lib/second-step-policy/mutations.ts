import "server-only";
import { eq } from "drizzle-orm";
import { secondStepPolicies } from "@/db/schema/factors";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { SecondStepPolicyInput } from "./schema";

/** Requires a second step of every user, or no longer; the days of grace count from when it began to be required. */
export async function changeSecondStepPolicy(
  ctx: TenantContext,
  { isRequired, graceDays }: SecondStepPolicyInput,
): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx) => {
    const [former] = await tx
      .select()
      .from(secondStepPolicies)
      .where(eq(secondStepPolicies.tenantId, ctx.tenantId))
      .for("update");
    const since = former?.isRequired ? former.requiredSince : new Date();
    const set = { isRequired, graceDays, requiredSince: isRequired ? since : null };
    await tx
      .insert(secondStepPolicies)
      .values({ tenantId: ctx.tenantId, ...set })
      .onConflictDoUpdate({
        target: secondStepPolicies.tenantId,
        set: { ...set, updatedAt: new Date() },
      });
    const before = {
      isRequired: former?.isRequired ?? false,
      graceDays: former?.graceDays ?? graceDays,
    };
    await recordAudit(tx, ctx, {
      action: "tenant.second_step_policy_changed",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before, after: { isRequired, graceDays } },
    });
  });
}
