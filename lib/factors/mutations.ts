import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { passkeys, secondStepPolicies } from "@/db/schema/factors";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { userOwner } from "@/lib/auth/factor-owner";
import {
  confirmTotp,
  countRecoveryCodes,
  deleteRecoveryCodes,
  deleteTotp,
  replaceRecoveryCodes,
  savePendingTotp,
} from "@/lib/auth/factor-store";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { revokeSessions } from "@/lib/auth/sessions";
import { newTotpSecret, type TotpSetUp, totpSetUp } from "@/lib/auth/totp";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { enqueueFactorMail } from "@/lib/factor-mails/mutations";
import type { Locale } from "@/lib/i18n/locale";
import { hasSecondStep, lockAccount } from "@/lib/sign-in/queries";
import type { FactorUserInput, TotpCodeInput } from "./schema";

type User = { tenantId: string; id: string };

function self(ctx: TenantContext): User {
  if (!ctx.actor.id) throw new AppError("not_permitted");
  return { tenantId: ctx.tenantId, id: ctx.actor.id };
}

const about = (user: User) => ({ targetType: "user", targetId: user.id });

/** Makes the secret for an authenticator app; it counts once the app has shown a code. */
export async function startTotp(ctx: TenantContext): Promise<TotpSetUp> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  const secret = newTotpSecret();
  await transaction(ctx, async (tx) => {
    if (!(await savePendingTotp(tx, userOwner(user), secret)))
      throw new AppError("conflict", "factors.errors.totpExists");
    await recordAudit(tx, ctx, { action: "factor.totp_started", ...about(user) });
  });
  return totpSetUp(secret, ctx.actor.email ?? "");
}

/** Takes the app into use when it shows the right code; answers with recovery codes where these are the user's first. */
export async function finishTotp(
  ctx: TenantContext,
  { code, locale }: TotpCodeInput & { locale: Locale },
): Promise<{ recoveryCodes: string[] | null }> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  const guess = await takeGuess({
    surface: "web",
    email: ctx.actor.email ?? "",
    device: ctx.sessionId,
  });
  const made = await transaction(ctx, async (tx) => {
    await lockAccount(tx, user.tenantId, user.id);
    if (!(await confirmTotp(tx, userOwner(user), code)))
      throw fieldError("code", "factors.errors.wrongCode");
    const recoveryCodes = await ensureRecoveryCodes(tx, user);
    await recordAudit(tx, ctx, { action: "factor.totp_added", ...about(user) });
    await enqueueFactorMail(tx, user, { kind: "totpAdded", locale });
    return { recoveryCodes };
  });
  await forgiveGuess(guess);
  return made;
}

/** Ten codes for a user who has none left, or null. */
export async function ensureRecoveryCodes(tx: Transaction, user: User): Promise<string[] | null> {
  const owner = userOwner(user);
  return (await countRecoveryCodes(tx, owner)) > 0 ? null : replaceRecoveryCodes(tx, owner);
}

export async function removeTotp(
  ctx: TenantContext,
  { locale }: { locale: Locale },
): Promise<void> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  await transaction(ctx, async (tx) => {
    await lockAccount(tx, user.tenantId, user.id);
    if (!(await deleteTotp(tx, userOwner(user)))) throw notFound();
    await refuseLastFactor(tx, user);
    await dropLastCodes(tx, user);
    await recordAudit(tx, ctx, { action: "factor.totp_removed", ...about(user) });
    await enqueueFactorMail(tx, user, { kind: "totpRemoved", locale });
  });
}

/** After a removal: where the tenant requires a second step, the last one stays. */
export async function refuseLastFactor(tx: Transaction, user: User): Promise<void> {
  if (await hasSecondStep(tx, user)) return;
  const [policy] = await tx
    .select({ isRequired: secondStepPolicies.isRequired })
    .from(secondStepPolicies)
    .where(eq(secondStepPolicies.tenantId, user.tenantId));
  if (policy?.isRequired) throw new AppError("conflict", "factors.errors.lastFactor");
}

/** After a removal: recovery codes stand in for another factor and go with the last one. */
export async function dropLastCodes(tx: Transaction, user: User): Promise<void> {
  if (!(await hasSecondStep(tx, user))) await deleteRecoveryCodes(tx, userOwner(user));
}

/** Ten new recovery codes, shown this once; the older ones stop working. */
export async function regenerateRecoveryCodes(
  ctx: TenantContext,
  { locale }: { locale: Locale },
): Promise<{ recoveryCodes: string[] }> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  return transaction(ctx, async (tx) => {
    await lockAccount(tx, user.tenantId, user.id);
    if (!(await hasSecondStep(tx, user))) throw new AppError("conflict", "factors.errors.noFactor");
    const recoveryCodes = await replaceRecoveryCodes(tx, userOwner(user));
    await recordAudit(tx, ctx, { action: "factor.recovery_codes_replaced", ...about(user) });
    await enqueueFactorMail(tx, user, { kind: "recoveryCodesReplaced", locale });
    return { recoveryCodes };
  });
}

/** A master takes another user's second step away, as when a phone was lost; the user's sessions end. */
export async function resetFactors(
  ctx: TenantContext,
  { userId, locale }: FactorUserInput & { locale: Locale },
): Promise<void> {
  authorize(ctx, "users:write");
  const user = { tenantId: ctx.tenantId, id: userId };
  if (userId === ctx.actor.id) throw new AppError("conflict", "factors.errors.ownReset");
  await transaction(ctx, async (tx) => {
    await demandMaster(tx, ctx);
    if (!(await lockAccount(tx, ctx.tenantId, userId))) throw notFound();
    if (!(await hasSecondStep(tx, user))) throw new AppError("conflict", "factors.errors.noFactor");
    const hadTotp = await deleteTotp(tx, userOwner(user));
    const gone = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.tenantId, ctx.tenantId), eq(passkeys.userId, userId)))
      .returning({ id: passkeys.id });
    await deleteRecoveryCodes(tx, userOwner(user));
    await revokeSessions(tx, user);
    const details = { before: { totp: hadTotp, passkeys: gone.length } };
    await recordAudit(tx, ctx, { action: "factor.reset", ...about(user), details });
    await enqueueFactorMail(tx, user, { kind: "resetByMaster", locale });
  });
}

/** The caller as they are now, not as they were when the request began. */
async function demandMaster(tx: Transaction, ctx: TenantContext): Promise<void> {
  const [row] = await tx
    .select({ role: users.role, state: users.state })
    .from(users)
    .where(and(eq(users.tenantId, ctx.tenantId), eq(users.id, self(ctx).id)))
    .for("share");
  if (row?.role !== "master" || row.state !== "active")
    throw new AppError("not_permitted", "users.errors.masterOnly");
}
