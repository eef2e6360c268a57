import "server-only";
import { eq } from "drizzle-orm";
import { sessionPolicies } from "@/db/schema/sign-ins";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { defaultAbsoluteDays } from "./schema";

export type SessionPolicy = { absoluteDays: number; idleMinutes: number | null };

export async function getSessionPolicy(ctx: TenantContext): Promise<SessionPolicy> {
  authorize(ctx, "settings:write");
  const [found] = await readTransaction(ctx, (tx) =>
    tx
      .select({
        absoluteDays: sessionPolicies.absoluteDays,
        idleMinutes: sessionPolicies.idleMinutes,
      })
      .from(sessionPolicies)
      .where(eq(sessionPolicies.tenantId, ctx.tenantId)),
  );
  return found ?? { absoluteDays: defaultAbsoluteDays, idleMinutes: null };
}
