import { eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { operatorAuditEntries, operatorSessions, operators } from "@/db/schema/control";
import type { OperatorContext, RequestInfo } from "@/lib/auth/context";
import { verifyPassword } from "@/lib/auth/password";
import { throttle } from "@/lib/auth/throttle";
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
  if (!operator || !isRight) throw new AppError("invalid", "operator.signIn.refused");
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
    await tx.insert(operatorAuditEntries).values({
      operatorId: operator.id,
      operatorName: operator.name,
      action: "session.created",
      ip: request.ip,
      requestId: request.requestId,
    });
    return session.id;
  });
}

/** Ends the operator's own session. */
export async function signOutOperator(operator: OperatorContext): Promise<void> {
  await controlDb()
    .update(operatorSessions)
    .set({ revokedAt: new Date() })
    .where(eq(operatorSessions.id, operator.sessionId));
}
