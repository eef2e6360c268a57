import "server-only";
import type { Transaction } from "@/db/client";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { verifyPassword } from "@/lib/auth/password";
import { markProven } from "@/lib/auth/sessions";
import { AppError, fieldError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { checkFactor } from "@/lib/second-step/mutations";
import { hasSecondStep, readAccount } from "@/lib/sign-in/queries";
import type { ProofInput } from "./schema";

/**
 * The caller proves once more who they are, by the second factor where they have one, else by the password; the
 * session counts as proven from then on. A running session has an allowance of guesses of its own.
 */
export async function prove(
  ctx: TenantContext,
  { proof, locale }: { proof: ProofInput; locale: Locale },
): Promise<void> {
  authorize(ctx, "account:write");
  const { sessionId, tenantId } = ctx;
  if (!ctx.actor.id || !sessionId) throw new AppError("not_permitted");
  const user = { tenantId, id: ctx.actor.id };
  const guess = await takeGuess({
    surface: "web",
    email: ctx.actor.email ?? "",
    device: sessionId,
  });
  const isProven = await transaction(ctx, async (tx) => {
    if (!(await isRight(tx, ctx, user, proof, locale))) return false;
    await markProven(tx, { tenantId, sessionId });
    await recordAudit(tx, ctx, {
      action: "session.proven",
      targetType: "session",
      targetId: sessionId,
      details: { method: proof.method },
    });
    return true;
  });
  if (!isProven) {
    throw proof.method === "password"
      ? fieldError("password", "account.errors.wrongPassword")
      : fieldError("code", "factors.errors.refused");
  }
  await forgiveGuess(guess);
}

async function isRight(
  tx: Transaction,
  ctx: TenantContext,
  user: { tenantId: string; id: string },
  proof: ProofInput,
  locale: Locale,
): Promise<boolean> {
  if (proof.method !== "password") return checkFactor(tx, ctx, user, proof, locale);
  // Whoever only knows the password must not get past the second step here.
  if (await hasSecondStep(tx, user)) throw new AppError("invalid", "factors.errors.factorNeeded");
  const account = await readAccount(tx, user.tenantId, user.id);
  if (await verifyPassword(account?.passwordHash ?? null, proof.password)) return true;
  const target = { targetType: "user", targetId: user.id };
  await recordAudit(tx, ctx, {
    action: "session.refused",
    ...target,
    details: { reason: "proof" },
  });
  return false;
}
