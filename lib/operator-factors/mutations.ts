import { eq } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { operatorSessions } from "@/db/schema/control";
import { recordOperatorAudit } from "@/lib/audit/record";
import { spendChallenge } from "@/lib/auth/challenges";
import type { OperatorContext, RequestInfo } from "@/lib/auth/context";
import { operatorOwner } from "@/lib/auth/factor-owner";
import {
  confirmTotp,
  hasTotp,
  replaceRecoveryCodes,
  savePendingTotp,
  spendRecoveryCode,
  spendTotpCode,
} from "@/lib/auth/factor-store";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { knownDevice } from "@/lib/auth/known-device";
import { newTotpSecret, type TotpSetUp, totpSetUp } from "@/lib/auth/totp";
import { AppError, fieldError } from "@/lib/errors";
import { tellOperator } from "@/lib/operator-telling/mutations";
import { openOperatorSession } from "@/lib/operators/mutations";
import { findOperatorChallenge } from "./queries";
import type { OperatorProof } from "./schema";

type Operator = OperatorContext["operator"];
type Entered = { ticket: string; email: string };

const ended = () => new AppError("expired", "factors.errors.challengeEnded");
const visitor = (operator: Operator, request: RequestInfo): OperatorContext => ({
  operator: { id: operator.id, name: operator.name, email: operator.email },
  sessionId: "",
  request,
});

async function openChallenge(token: string | undefined) {
  const operator = await findOperatorChallenge(token);
  if (!operator) throw ended();
  return operator;
}

const guesserOf = ({ email }: Operator, request: RequestInfo) => ({
  surface: "operator" as const,
  email,
  device: knownDevice(request.devices, { surface: "operator", email }),
});

/** The secret for the authenticator app of an operator who has none yet and whose password was right. */
export async function startOperatorTotp(token: string | undefined): Promise<TotpSetUp> {
  const operator = await openChallenge(token);
  const secret = newTotpSecret();
  if (!(await savePendingTotp(controlDb(), operatorOwner(operator), secret)))
    throw new AppError("conflict", "factors.errors.totpExists");
  return totpSetUp(secret, operator.email);
}

/** Takes the app into use, opens the first session and hands out the recovery codes, this once. */
export async function finishOperatorTotp(
  request: RequestInfo,
  { token, code }: { token: string | undefined; code: string },
): Promise<Entered & { recoveryCodes: string[] }> {
  const operator = await openChallenge(token);
  const guess = await takeGuess(guesserOf(operator, request));
  const entered = await controlDb().transaction(async (tx) => {
    if (!(await confirmTotp(tx, operatorOwner(operator), code)))
      throw fieldError("code", "factors.errors.wrongCode");
    const recoveryCodes = await replaceRecoveryCodes(tx, operatorOwner(operator));
    const ctx = visitor(operator, request);
    await recordOperatorAudit(tx, ctx, { action: "factor.totp_added" });
    await tellOperator(tx, ctx, "totpAdded");
    return { ...(await enter(tx, operator, request)), recoveryCodes };
  });
  await forgiveGuess(guess);
  return entered;
}

/** Finishes an operator's sign-in by the app or a recovery code. */
export async function completeOperatorSecondStep(
  request: RequestInfo,
  { token, proof }: { token: string | undefined; proof: OperatorProof },
): Promise<Entered> {
  const operator = await openChallenge(token);
  const guess = await takeGuess(guesserOf(operator, request));
  const entered = await controlDb().transaction(async (tx) =>
    (await isRight(tx, visitor(operator, request), proof)) ? enter(tx, operator, request) : null,
  );
  if (!entered) throw fieldError("code", "factors.errors.refused");
  await forgiveGuess(guess);
  return entered;
}

async function enter(
  tx: Transaction,
  operator: Operator & { tokenHash: string },
  request: RequestInfo,
): Promise<Entered> {
  if (!(await spendChallenge(tx, operatorOwner(operator), operator.tokenHash))) throw ended();
  const { ticket } = await openOperatorSession(tx, operator, request);
  return { ticket, email: operator.email };
}

/** Whether the code is right, which uses it up; either way it is written down. */
async function isRight(
  tx: Transaction,
  ctx: OperatorContext,
  { method, code }: OperatorProof,
): Promise<boolean> {
  const owner = operatorOwner(ctx.operator);
  const spend = method === "totp" ? spendTotpCode : spendRecoveryCode;
  const isGood = (await hasTotp(tx, owner)) && (await spend(tx, owner, code));
  if (!isGood)
    await recordOperatorAudit(tx, ctx, { action: "session.refused", details: { reason: method } });
  else if (method === "recovery") {
    await recordOperatorAudit(tx, ctx, { action: "factor.recovery_code_used" });
    await tellOperator(tx, ctx, "recoveryCodeUsed");
  }
  return isGood;
}

/** A signed-in operator proves once more who they are; the session counts as proven from then on. */
export async function proveOperator(context: OperatorContext, proof: OperatorProof): Promise<void> {
  const { email } = context.operator;
  const guess = await takeGuess({ surface: "operator", email, device: context.sessionId });
  const isProven = await controlDb().transaction(async (tx) => {
    if (!(await isRight(tx, context, proof))) return false;
    await tx
      .update(operatorSessions)
      .set({ provenAt: new Date() })
      .where(eq(operatorSessions.id, context.sessionId));
    await recordOperatorAudit(tx, context, {
      action: "session.proven",
      details: { method: proof.method },
    });
    return true;
  });
  if (!isProven) throw fieldError("code", "factors.errors.refused");
  await forgiveGuess(guess);
}
