import "server-only";
import { eq, sql } from "drizzle-orm";
import { secondStepPolicies } from "@/db/schema/factors";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type SecondStepPolicy = {
  isRequired: boolean;
  graceDays: number;
  requiredSince: Date | null;
};

export async function getSecondStepPolicy(ctx: TenantContext): Promise<SecondStepPolicy> {
  authorize(ctx, "settings:write");
  const [row] = await readTransaction(ctx, (tx) =>
    tx.select().from(secondStepPolicies).where(eq(secondStepPolicies.tenantId, ctx.tenantId)),
  );
  const { isRequired = false, graceDays = 7, requiredSince = null } = row ?? {};
  return { isRequired, graceDays, requiredSince };
}

/** How many active users there are, and how many of them have a second step. */
export async function countSecondSteps(
  ctx: TenantContext,
): Promise<{ active: number; protectedUsers: number }> {
  authorize(ctx, "settings:write");
  const [row] = await readTransaction(ctx, (tx) =>
    tx.execute<{ active: number; protectedUsers: number }>(sql`
      select count(*)::int as active, count(*) filter (where
        exists (select from totp_factors f where f.tenant_id = u.tenant_id and f.user_id = u.id
          and f.confirmed_at is not null)
        or exists (select from passkeys p where p.tenant_id = u.tenant_id and p.user_id = u.id))::int
        as "protectedUsers"
      from users u where u.tenant_id = ${ctx.tenantId} and u.state = 'active'`),
  );
  return row ?? { active: 0, protectedUsers: 0 };
}
