import { eq } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { operatorAuditEntries, operatorSessions, operators } from "@/db/schema/control";
import { issueChallenge } from "@/lib/auth/challenges";
import type { OperatorContext, RequestInfo } from "@/lib/auth/context";
import { operatorOwner } from "@/lib/auth/factor-owner";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { knownDevice } from "@/lib/auth/known-device";
import { verifyPassword } from "@/lib/auth/password";
import { forgive, throttle } from "@/lib/auth/throttle";
import { issueTicket } from "@/lib/auth/ticket";
import { AppError } from "@/lib/errors";
import type { OperatorSignInInput } from "./schema";

const lifetimeMs = 12 * 3600 * 1000;
const perNetwork = { most: 50, windowSeconds: 900 };

/**
 * Checks an operator's password; returns the secret that the second step goes on from, which every operator needs.
 * Throws one answer for every failure.
 */
export async function signInOperator(
  request: RequestInfo,
  { email, password }: OperatorSignInInput,
): Promise<{ token: string }> {
  const device = knownDevice(request.devices, { surface: "operator", email });
  if (!device) await throttle("operator-network", request.ip ?? "", perNetwork);
  const guess = await takeGuess({ surface: "operator", email, device });
  const [operator] = await controlDb().select().from(operators).where(eq(operators.email, email));
  const isOpen = operator?.state === "active" && !isTooLate(operator);
  const isRight = await verifyPassword(isOpen ? operator.passwordHash : null, password);
  if (!operator || !isRight) {
    await recordSessionEvent(controlDb(), "session.refused", operator, request);
    throw new AppError("invalid", "operator.signIn.refused");
  }
  if (!device) await forgive("operator-network", request.ip ?? "", perNetwork);
  await forgiveGuess(guess);
  return { token: await issueChallenge(controlDb(), operatorOwner(operator)) };
}

/** A password that was made for an operator lets them in for some days only. */
const isTooLate = ({ initialPasswordUntil: until }: { initialPasswordUntil: Date | null }) =>
  until !== null && until.getTime() < Date.now();

/** Opens the session of an operator who has taken both steps; returns the ticket for its cookie. */
export async function openOperatorSession(
  tx: Transaction,
  operator: { id: string; name: string },
  request: RequestInfo,
): Promise<{ ticket: string }> {
  const [session] = await tx
    .insert(operatorSessions)
    .values({
      operatorId: operator.id,
      ip: request.ip,
      userAgent: request.userAgent,
      expiresAt: new Date(Date.now() + lifetimeMs),
    })
    .returning({ id: operatorSessions.id });
  if (!session) throw new Error("operator session was not created");
  await recordSessionEvent(tx, "session.created", operator, request);
  return { ticket: issueTicket({ surface: "operator", tenantId: null, sessionId: session.id }) };
}

/** Written with the same work when nobody has the address, so that the time taken tells nothing. */
async function recordSessionEvent(
  db: Pick<Transaction, "insert">,
  action: "session.created" | "session.refused" | "session.ended",
  operator: { id: string; name: string } | undefined,
  request: RequestInfo,
): Promise<void> {
  await db.insert(operatorAuditEntries).values({
    operatorId: operator?.id ?? null,
    operatorName: operator?.name ?? "",
    action,
    ip: request.ip,
    requestId: request.requestId,
    userAgent: request.userAgent,
  });
}

/** Ends the operator's own session. */
export async function signOutOperator(operator: OperatorContext): Promise<void> {
  await controlDb().transaction(async (tx) => {
    await tx
      .update(operatorSessions)
      .set({ revokedAt: new Date() })
      .where(eq(operatorSessions.id, operator.sessionId));
    await recordSessionEvent(tx, "session.ended", operator.operator, operator.request);
  });
}
