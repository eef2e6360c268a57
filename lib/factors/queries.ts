import "server-only";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { passkeys, totpFactors } from "@/db/schema/factors";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { userOwner } from "@/lib/auth/factor-owner";
import { countRecoveryCodes } from "@/lib/auth/factor-store";
import { AppError } from "@/lib/errors";

/** What the caller's second step consists of. */
export async function getOwnFactors(ctx: TenantContext) {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  return readTransaction(ctx, async (tx) => {
    const [totp] = await tx
      .select({ confirmedAt: totpFactors.confirmedAt })
      .from(totpFactors)
      .where(and(eq(totpFactors.tenantId, ctx.tenantId), eq(totpFactors.userId, userId)));
    const codesLeft = await countRecoveryCodes(
      tx,
      userOwner({ tenantId: ctx.tenantId, id: userId }),
    );
    return { totpSince: totp?.confirmedAt ?? null, codesLeft };
  });
}

export type UserFactors = { hasTotp: boolean; passkeys: number };

/** Which factors each of the users has; users without any are left out. */
export async function listUserFactors(
  ctx: TenantContext,
  userIds: string[],
): Promise<Map<string, UserFactors>> {
  authorize(ctx, "users:read");
  if (userIds.length === 0) return new Map();
  return readTransaction(ctx, async (tx) => {
    const apps = await tx
      .select({ userId: totpFactors.userId })
      .from(totpFactors)
      .where(
        and(
          eq(totpFactors.tenantId, ctx.tenantId),
          inArray(totpFactors.userId, userIds),
          isNotNull(totpFactors.confirmedAt),
        ),
      );
    const keys = await tx
      .select({ userId: passkeys.userId, count: sql<number>`count(*)::int` })
      .from(passkeys)
      .where(and(eq(passkeys.tenantId, ctx.tenantId), inArray(passkeys.userId, userIds)))
      .groupBy(passkeys.userId);
    const found = new Map<string, UserFactors>();
    for (const { userId } of apps) found.set(userId, { hasTotp: true, passkeys: 0 });
    for (const { userId, count } of keys)
      found.set(userId, { hasTotp: found.has(userId), passkeys: count });
    return found;
  });
}
