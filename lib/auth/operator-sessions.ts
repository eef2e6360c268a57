import { and, asc, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { operatorSessions, operators } from "@/db/schema/control";
import { endChallenges } from "./challenges";
import type { OperatorContext, RequestInfo } from "./context";
import { operatorOwner } from "./factor-owner";
import { seenSeconds } from "./sessions";

const isLive = and(isNull(operatorSessions.revokedAt), gt(operatorSessions.expiresAt, sql`now()`));

/** The operator of a live session, or null; runs as the operator's database role only. */
export async function operatorForSession(
  sessionId: string,
  request: RequestInfo,
): Promise<OperatorContext | null> {
  const [row] = await controlDb()
    .select({
      id: operators.id,
      name: operators.name,
      email: operators.email,
      initialPasswordUntil: operators.initialPasswordUntil,
      lastSeenAt: operatorSessions.lastSeenAt,
      provenAt: operatorSessions.provenAt,
    })
    .from(operatorSessions)
    .innerJoin(operators, eq(operators.id, operatorSessions.operatorId))
    .where(and(eq(operatorSessions.id, sessionId), isLive, eq(operators.state, "active")));
  if (!row) return null;
  const { provenAt, lastSeenAt, initialPasswordUntil, ...operator } = row;
  if (Date.now() - lastSeenAt.getTime() > seenSeconds * 1000) {
    await controlDb()
      .update(operatorSessions)
      .set({ lastSeenAt: new Date() })
      .where(eq(operatorSessions.id, sessionId));
  }
  const mustChoosePassword = initialPasswordUntil !== null;
  return { operator, sessionId, request, provenAt, mustChoosePassword };
}

/** Ends sessions and half-done sign-ins of one operator at once, but the session `keep`. */
export async function revokeOperatorSessions(
  tx: Transaction,
  operator: { id: string },
  keep: string,
): Promise<void> {
  await tx
    .update(operatorSessions)
    .set({ revokedAt: new Date() })
    .where(
      and(
        eq(operatorSessions.operatorId, operator.id),
        isNull(operatorSessions.revokedAt),
        ne(operatorSessions.id, keep),
      ),
    );
  await endChallenges(tx, operatorOwner(operator));
}

/** An operator's live sessions as lists show them, the latest used first. */
export const liveOperatorSessions = ({ id }: { id: string }) =>
  controlDb()
    .select({
      id: operatorSessions.id,
      ip: operatorSessions.ip,
      userAgent: operatorSessions.userAgent,
      createdAt: operatorSessions.createdAt,
      lastSeenAt: operatorSessions.lastSeenAt,
    })
    .from(operatorSessions)
    .where(and(eq(operatorSessions.operatorId, id), isLive))
    .orderBy(desc(operatorSessions.lastSeenAt), asc(operatorSessions.id));
