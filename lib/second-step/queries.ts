import "server-only";
import { and, eq, gt, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { passkeys, signInChallenges } from "@/db/schema/factors";
import { readTransaction } from "@/db/transaction";
import { parseChallenge } from "@/lib/auth/challenges";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { userOwner } from "@/lib/auth/factor-owner";
import { countRecoveryCodes, hasTotp } from "@/lib/auth/factor-store";
import { AppError } from "@/lib/errors";
import { type Account, isUsable, readAccount } from "@/lib/sign-in/queries";

export type FactorMethods = { hasTotp: boolean; hasPasskey: boolean; hasRecovery: boolean };

/** What a user has to prove themselves by, besides the password. */
export async function readMethods(
  tx: Transaction,
  user: { tenantId: string; id: string },
): Promise<FactorMethods> {
  const owner = userOwner(user);
  const [passkey] = await tx
    .select({ id: passkeys.id })
    .from(passkeys)
    .where(and(eq(passkeys.tenantId, user.tenantId), eq(passkeys.userId, user.id)))
    .limit(1);
  return {
    hasTotp: await hasTotp(tx, owner),
    hasPasskey: passkey !== undefined,
    hasRecovery: (await countRecoveryCodes(tx, owner)) > 0,
  };
}

/** Whose sign-in a challenge belongs to and what they may show, or null when it has ended. */
export async function findOpenChallenge(
  token: string | undefined,
): Promise<(Account & { methods: FactorMethods }) | null> {
  const parsed = parseChallenge(token);
  if (!parsed || parsed.scope === "operator") return null;
  const { scope: tenantId, tokenHash } = parsed;
  return readTransaction({ tenantId, actor: { id: null } }, async (tx) => {
    const [row] = await tx
      .select({ userId: signInChallenges.userId })
      .from(signInChallenges)
      .where(
        and(
          eq(signInChallenges.tenantId, tenantId),
          eq(signInChallenges.tokenHash, tokenHash),
          isNull(signInChallenges.usedAt),
          gt(signInChallenges.expiresAt, new Date()),
        ),
      );
    const account = row ? await readAccount(tx, tenantId, row.userId) : null;
    if (!account || !isUsable(account)) return null;
    return { ...account, methods: await readMethods(tx, account) };
  });
}

/** What the caller may show when asked for a proof; nothing but the password when all are false. */
export async function listOwnMethods(ctx: TenantContext): Promise<FactorMethods> {
  authorize(ctx, "account:write");
  const id = ctx.actor.id;
  if (!id) throw new AppError("not_permitted");
  return readTransaction(ctx, (tx) => readMethods(tx, { tenantId: ctx.tenantId, id }));
}

/** The passkeys of a person whose password was right. */
export function listChallengeCredentials(account: { tenantId: string; id: string }) {
  const scope = { tenantId: account.tenantId, actor: { id: account.id } };
  return readTransaction(scope, (tx) =>
    tx
      .select({ credentialId: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(and(eq(passkeys.tenantId, account.tenantId), eq(passkeys.userId, account.id))),
  );
}
