import "server-only";
import type { Transaction } from "@/db/client";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { parseChallenge, spendChallenge } from "@/lib/auth/challenges";
import type { RequestInfo, TenantContext } from "@/lib/auth/context";
import { userOwner } from "@/lib/auth/factor-owner";
import { spendRecoveryCode, spendTotpCode } from "@/lib/auth/factor-store";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { knownDevice } from "@/lib/auth/known-device";
import { createSession } from "@/lib/auth/sessions";
import { issueTicket } from "@/lib/auth/ticket";
import { contextForVisitor } from "@/lib/auth/visitor";
import { AppError } from "@/lib/errors";
import { enqueueFactorMail } from "@/lib/factor-mails/mutations";
import type { Locale } from "@/lib/i18n/locale";
import { finishPasskey } from "@/lib/passkey-checks/mutations";
import { type Account, hasAcceptedTerms, isUsable, lockAccount } from "@/lib/sign-in/queries";
import { recordSignIn, type SignInAttempt } from "@/lib/sign-ins/mutations";
import { findOpenChallenge } from "./queries";
import type { FactorProof } from "./schema";

export type SignedIn = {
  kind: "session";
  ticket: string;
  tenantId: string;
  sessionId: string;
  mustAcceptTerms: boolean;
};

const refused = () => new AppError("invalid", "factors.errors.refused");
const ended = () => new AppError("expired", "factors.errors.challengeEnded");

/** Opens the session of a person who has proven themselves in every step they have. */
export async function startSession(
  tx: Transaction,
  visitor: TenantContext,
  account: Account,
  method: string,
): Promise<SignedIn> {
  const { tenantId, id } = account;
  const sessionId = await createSession(tx, account, visitor.request);
  await recordSignIn(tx, account, visitor.request, {
    outcome: "success",
    factor: provenLast(method),
  });
  await recordAudit(tx, visitor, {
    action: "session.created",
    targetType: "session",
    targetId: sessionId,
    details: { method },
  });
  const mustAcceptTerms = !(await hasAcceptedTerms(tx, tenantId, id));
  const ticket = issueTicket({ surface: "web", tenantId, sessionId });
  return { kind: "session", ticket, tenantId, sessionId, mustAcceptTerms };
}

/** The step that a way of signing in ends with, as the person's history names it. */
function provenLast(method: string): SignInAttempt["factor"] {
  const last = method.split("+").at(-1);
  if (last === "totp" || last === "passkey") return last;
  return last === "recovery" ? "recovery-code" : "password";
}

/** Finishes a sign-in whose password was right. Throws `expired` when too much time has passed since. */
export async function completeSecondStep(
  request: RequestInfo,
  { token, proof, locale }: { token: string | undefined; proof: FactorProof; locale: Locale },
): Promise<SignedIn> {
  const challenge = parseChallenge(token);
  const account = await findOpenChallenge(token);
  if (!challenge || !account) throw ended();
  const { email } = account;
  const device = knownDevice(request.devices, { surface: "web", email });
  const guess = await takeGuess({ surface: "web", email, device });
  const ctx = contextForVisitor(account, request);
  const signedIn = await transaction(ctx, async (tx) => {
    const now = await lockAccount(tx, account.tenantId, account.id);
    if (!now || !isUsable(now)) throw ended();
    if (!(await checkFactor(tx, ctx, now, proof, locale))) return null;
    if (!(await spendChallenge(tx, userOwner(account), challenge.tokenHash))) throw ended();
    return startSession(tx, ctx, now, `password+${proof.method}`);
  });
  if (!signedIn) throw refused();
  await forgiveGuess(guess);
  return signedIn;
}

/** Whether what the person showed is right; a code is used up by that. A refusal is written down. */
export async function checkFactor(
  tx: Transaction,
  visitor: TenantContext,
  user: { tenantId: string; id: string },
  proof: FactorProof,
  locale: Locale,
): Promise<boolean> {
  const target = { targetType: "user", targetId: user.id };
  if (await isRight(tx, user, proof)) {
    if (proof.method !== "recovery") return true;
    await recordAudit(tx, visitor, { action: "factor.recovery_code_used", ...target });
    await enqueueFactorMail(tx, user, { kind: "recoveryCodeUsed", locale });
    return true;
  }
  const details = { reason: proof.method };
  await recordSignIn(tx, user, visitor.request, {
    outcome: "failure",
    factor: provenLast(proof.method),
    reason: proof.method,
  });
  await recordAudit(tx, visitor, { action: "session.refused", ...target, details });
  return false;
}

function isRight(
  tx: Transaction,
  user: { tenantId: string; id: string },
  proof: FactorProof,
): Promise<boolean> {
  if (proof.method === "totp") return spendTotpCode(tx, userOwner(user), proof.code);
  if (proof.method === "recovery") return spendRecoveryCode(tx, userOwner(user), proof.code);
  return finishPasskey(tx, user, proof.answer);
}
