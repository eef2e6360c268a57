import "server-only";
import { and, eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { issueChallenge } from "@/lib/auth/challenges";
import { authorize, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { endSession } from "@/lib/auth/end-session";
import { userOwner } from "@/lib/auth/factor-owner";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { knownDevice } from "@/lib/auth/known-device";
import { refusePersonalPassword } from "@/lib/auth/new-password";
import { hashPassword, verifyPassword } from "@/lib/auth/password";
import { revokeSessions } from "@/lib/auth/sessions";
import { forgive, throttle } from "@/lib/auth/throttle";
import {
  issueUserToken,
  parseUserToken,
  spendUserToken,
  supersedeUserTokens,
} from "@/lib/auth/user-tokens";
import { contextForVisitor } from "@/lib/auth/visitor";
import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { type SignedIn, startSession } from "@/lib/second-step/mutations";
import { recordSignIn } from "@/lib/sign-ins/mutations";
import { recordAcceptance } from "@/lib/terms/mutations";
import { termsVersion } from "@/lib/terms/rules";
import { passwordResetMail } from "./email";
import {
  type Account,
  accountsMost,
  findAccounts,
  findLink,
  hasSecondStep,
  isUsable,
  lockAccount,
  readAccount,
} from "./queries";
import type {
  AccountMailInput,
  PasswordResetInput,
  PasswordResetRequestInput,
  RefusalInput,
  SignInInput,
} from "./schema";

const failuresPerNetwork = { most: 100, windowSeconds: 900 };
const resetsPerAccount = { most: 5, windowSeconds: 3600 };
const resetsPerNetwork = { most: 50, windowSeconds: 3600 };

const refused = () => new AppError("invalid", "signIn.errors.refused");
const linkEnded = () => new AppError("expired", "signIn.errors.linkEnded");
const linkForged = () =>
  new AppError("expired", "signIn.errors.linkEnded", { suspicion: "tampered_token" });

/** The password was right and the second step is still open. */
export type HalfSignedIn = { kind: "challenge"; token: string };

/**
 * Checks e-mail and password; opens a session, or a challenge where the user has a second step. Throws one answer
 * for every failure, and `throttled` without checking anything once the account's guesses are used up.
 */
export async function openSession(
  request: RequestInfo,
  { email, password }: Pick<SignInInput, "email" | "password">,
): Promise<SignedIn | HalfSignedIn> {
  const device = knownDevice(request.devices, { surface: "web", email });
  const network = request.ip ?? "";
  if (!device) await throttle("sign-in-network", network, failuresPerNetwork);
  const guess = await takeGuess({ surface: "web", email, device });
  const accounts = await findAccounts(email);
  const account = await findByPassword(accounts, password);
  if (!account) {
    // Left to a job whether or not there is an account: the time taken tells nothing.
    const { ip, userAgent, requestId } = request;
    await enqueue(controlDb(), "sign-in.record-refusal", { email, ip, userAgent, requestId });
    throw refused();
  }
  if (!device) await forgive("sign-in-network", network, failuresPerNetwork);
  await forgiveGuess(guess);
  return openSessionFor(account, request);
}

/** A failure costs the same whether the e-mail has no account or five: the time taken tells nothing. */
async function findByPassword(accounts: Account[], password: string): Promise<Account | null> {
  for (let index = 0; index < accountsMost; index++) {
    const account = accounts[index];
    const hash = account && isUsable(account) ? account.passwordHash : null;
    if ((await verifyPassword(hash, password)) && account) return account;
  }
  return null;
}

/** Writes a refused sign-in into the log of every account under the e-mail. */
export async function recordRefusal({ email, ...request }: RefusalInput): Promise<void> {
  for (const account of await findAccounts(email)) {
    const ctx = contextForVisitor(account, request);
    const reason = isUsable(account) ? "password" : "state";
    const target = { targetType: "user", targetId: account.id };
    await transaction(ctx, async (tx) => {
      await recordSignIn(tx, account, request, { outcome: "failure", factor: "password", reason });
      await recordAudit(tx, ctx, { action: "session.refused", ...target, details: { reason } });
    });
  }
}

async function openSessionFor(account: Account, request: RequestInfo) {
  const ctx = contextForVisitor(account, request);
  return transaction(ctx, async (tx): Promise<SignedIn | HalfSignedIn> => {
    const now = await lockAccount(tx, account.tenantId, account.id);
    // A password that was replaced while it was being checked must not outlive the end of all sessions.
    if (!now || !isUsable(now) || now.passwordHash !== account.passwordHash) throw refused();
    if (await hasSecondStep(tx, account))
      return { kind: "challenge", token: await issueChallenge(tx, userOwner(account)) };
    return startSession(tx, ctx, account, "password");
  });
}

/** Ends the caller's own session. */
export async function closeSession(ctx: TenantContext): Promise<void> {
  authorize(ctx, "account:write");
  await endSession(ctx);
}

/** Does the same whether or not the e-mail has an account: the search for one is left to a job. */
export async function requestPasswordReset(
  request: RequestInfo,
  { email, locale }: PasswordResetRequestInput & { locale: Locale },
): Promise<void> {
  await throttle("password-reset-network", request.ip ?? "", resetsPerNetwork);
  await throttle("password-reset-account", email, resetsPerAccount);
  await enqueue(controlDb(), "sign-in.find-reset-accounts", { email, locale });
}

/** Has a link mailed for every account in use under the e-mail. */
export async function enqueuePasswordResets({
  email,
  locale,
}: {
  email: string;
  locale: Locale;
}): Promise<void> {
  for (const account of (await findAccounts(email)).filter(isUsable)) {
    const { tenantId, id: userId } = account;
    const jobKey = `password-reset:${tenantId}:${userId}`;
    await enqueue(
      controlDb(),
      "users.send-password-reset",
      { tenantId, userId, locale },
      { jobKey },
    );
  }
}

/** Makes the single-use link and mails it; the secret exists only here and in the mail. */
export async function sendPasswordReset(
  ctx: TenantContext,
  { userId, locale }: AccountMailInput,
): Promise<void> {
  authorize(ctx, "users:write");
  const made = await transaction(ctx, async (tx) => {
    const account = await lockAccount(tx, ctx.tenantId, userId);
    if (!account || !isUsable(account)) return null;
    const link = await issueUserToken(tx, account, "password_reset");
    await recordAudit(tx, ctx, {
      action: "password.reset_requested",
      targetType: "user",
      targetId: userId,
    });
    return { account, link };
  });
  if (!made) return;
  const mail = await passwordResetMail(locale, { ...made.account, token: made.link.token });
  await sendAccountMail({
    ...mail,
    to: made.account.email,
    idempotencyKey: `password-reset:${made.link.id}`,
  });
}

/** Sets a new password by a mailed link; every session of the user ends, and a second step stays as it is. */
export async function resetPassword(
  request: RequestInfo,
  { token, password, locale }: PasswordResetInput & { locale: Locale },
): Promise<{ email: string }> {
  await throttle("password-reset-use", request.ip ?? "", failuresPerNetwork);
  const parsed = parseUserToken(token);
  const link = await findLink(token, "password_reset");
  if (!parsed || !link) throw linkForged();
  if (link.state !== "valid") throw linkEnded();
  refusePersonalPassword(password, link);
  const passwordHash = await hashPassword(password);
  await transaction({ tenantId: parsed.tenantId, actor: { id: link.userId } }, async (tx) => {
    const id = await spendUserToken(tx, parsed, "password_reset");
    const account = await readAccount(tx, parsed.tenantId, id);
    if (!account || !isUsable(account)) throw linkEnded();
    const ctx = contextForVisitor(account, request);
    const own = and(eq(users.tenantId, account.tenantId), eq(users.id, id));
    await tx.update(users).set({ passwordHash, updatedAt: new Date() }).where(own);
    await supersedeUserTokens(tx, account, "password_reset");
    await revokeSessions(tx, account);
    await recordAudit(tx, ctx, { action: "password.reset", targetType: "user", targetId: id });
    await enqueue(tx, "users.send-password-changed", {
      tenantId: account.tenantId,
      userId: id,
      locale,
    });
  });
  return { email: link.email };
}

/** The caller agrees to the terms as they are today. */
export async function acceptTerms(ctx: TenantContext): Promise<void> {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  await transaction(ctx, async (_tx, inner) =>
    recordAcceptance(inner, {
      userId,
      version: termsVersion,
      acceptedAt: new Date(),
      ip: ctx.request.ip,
    }),
  );
}
