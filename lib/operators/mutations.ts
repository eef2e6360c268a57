import { eq } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { operatorAuditEntries, operatorSessions, operators } from "@/db/schema/control";
import type { OperatorContext, RequestInfo } from "@/lib/auth/context";
import { verifyPassword } from "@/lib/auth/password";
import { forgive, throttle } from "@/lib/auth/throttle";
import { issueTicket } from "@/lib/auth/ticket";
import { AppError } from "@/lib/errors";
import type { OperatorSignInInput } from "./schema";

const lifetimeMs = 12 * 3600 * 1000;
const perAccount = { most: 10, windowSeconds: 900 };
const perNetwork = { most: 50, windowSeconds: 900 };

/** Checks an operator's password; returns the ticket for the session cookie. Throws one answer for every failure. */
export async function signInOperator(
  request: RequestInfo,
  input: OperatorSignInInput,
): Promise<{ ticket: string }> {
  await throttle("operator-network", request.ip ?? "", perNetwork);
  await throttle("operator-account", input.email, perAccount);
  const [operator] = await controlDb()
    .select()
    .from(operators)
    .where(eq(operators.email, input.email));
  const isActive = operator?.state === "active";
  const isRight = await verifyPassword(isActive ? operator.passwordHash : null, input.password);
  if (!operator || !isRight) {
    await recordSessionEvent(controlDb(), "session.refused", operator, request);
    throw new AppError("invalid", "operator.signIn.refused");
  }
  await forgive("operator-network", request.ip ?? "", perNetwork);
  await forgive("operator-account", input.email, perAccount);
  const sessionId = await openOperatorSession(operator, request);
  return { ticket: issueTicket({ surface: "operator", tenantId: null, sessionId }) };
}

async function openOperatorSession(
  operator: { id: string; name: string },
  request: RequestInfo,
): Promise<string> {
  return controlDb().transaction(async (tx) => {
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
    return session.id;
  });
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
