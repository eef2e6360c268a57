import type { Transaction } from "@/db/client";
import { termsAcceptances } from "@/db/schema/users";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type Acceptance = { userId: string; version: string; acceptedAt: Date; ip: string | null };

/** Keeps that a user agreed to a version of the terms; a repeat changes nothing. */
export async function recordAcceptance(
  ctx: TenantContext & { tx: Transaction },
  input: Acceptance,
) {
  authorize(ctx, "account:write");
  const added = await ctx.tx
    .insert(termsAcceptances)
    .values({ tenantId: ctx.tenantId, ...input })
    .onConflictDoNothing()
    .returning({ id: termsAcceptances.id });
  if (added.length === 0) return;
  await recordAudit(ctx.tx, ctx, {
    action: "terms.accepted",
    targetType: "user",
    targetId: input.userId,
    details: { version: input.version },
  });
}
