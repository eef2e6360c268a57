import "server-only";
import { and, asc, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { passkeys } from "@/db/schema/factors";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";

/** The credentials of one user as an authenticator is asked for them. */
export function credentialsOf(tx: Transaction, user: { tenantId: string; id: string }) {
  return tx
    .select({ credentialId: passkeys.credentialId, transports: passkeys.transports })
    .from(passkeys)
    .where(and(eq(passkeys.tenantId, user.tenantId), eq(passkeys.userId, user.id)));
}

export type PasskeySummary = Awaited<ReturnType<typeof listOwnPasskeys>>[number];

/** The caller's passkeys, the oldest first. */
export async function listOwnPasskeys(ctx: TenantContext) {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: passkeys.id,
        name: passkeys.name,
        isBackedUp: passkeys.isBackedUp,
        lastUsedAt: passkeys.lastUsedAt,
        createdAt: passkeys.createdAt,
      })
      .from(passkeys)
      .where(and(eq(passkeys.tenantId, ctx.tenantId), eq(passkeys.userId, userId)))
      .orderBy(asc(passkeys.createdAt), asc(passkeys.id)),
  );
}
