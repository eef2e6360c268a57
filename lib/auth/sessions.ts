import { and, asc, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { operatorSessions, operators } from "@/db/schema/control";
import { tenants } from "@/db/schema/tenants";
import { sessions, termsAcceptances, users } from "@/db/schema/users";
import { readTransaction, transaction } from "@/db/transaction";
import { termsVersion } from "@/lib/terms/rules";
import {
  contextForUser,
  type OperatorContext,
  type RequestInfo,
  type TenantContext,
} from "./context";
import { closingPermissions, effectivePermissions } from "./permissions";

const lifetimeDays = 30;
/** `last_seen_at` is written at most this often, so that reading a page does not write a row. */
const seenSeconds = 60;

const expiry = () => new Date(Date.now() + lifetimeDays * 24 * 3600 * 1000);

/** Opens a session for a user whose identity has just been proven; returns its id. */
export async function createSession(
  tx: Transaction,
  user: { tenantId: string; id: string },
  request: RequestInfo,
): Promise<string> {
  const [row] = await tx
    .insert(sessions)
    .values({
      tenantId: user.tenantId,
      userId: user.id,
      ip: request.ip,
      userAgent: request.userAgent,
      expiresAt: expiry(),
    })
    .returning({ id: sessions.id });
  if (!row) throw new Error("session was not created");
  await tx
    .update(users)
    .set({ lastSignInAt: new Date() })
    .where(and(eq(users.tenantId, user.tenantId), eq(users.id, user.id)));
  return row.id;
}

/** Ends sessions of one user at once; `keep` spares one. */
export async function revokeSessions(
  tx: Transaction,
  user: { tenantId: string; id: string },
  keep?: string | null,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ revokedAt: new Date() })
    .where(
      and(
        eq(sessions.tenantId, user.tenantId),
        eq(sessions.userId, user.id),
        isNull(sessions.revokedAt),
        keep ? sql`${sessions.id} <> ${keep}` : undefined,
      ),
    );
}

/** The context of a live session of an active user in a tenant that is not suspended, or null. */
export async function contextForSession(
  tenantId: string,
  sessionId: string,
  request: RequestInfo,
): Promise<TenantContext | null> {
  const scope = { tenantId, actor: { id: null } };
  const row = await readTransaction(scope, (tx) => findLiveSession(tx, tenantId, sessionId));
  if (!row) return null;
  if (Date.now() - row.lastSeenAt.getTime() > seenSeconds * 1000) {
    await transaction(scope, (tx) =>
      tx
        .update(sessions)
        .set({ lastSeenAt: new Date() })
        .where(and(eq(sessions.tenantId, tenantId), eq(sessions.id, sessionId))),
    );
  }
  const isClosing = row.tenantState === "closing";
  const effective = effectivePermissions(row);
  const permissions = isClosing ? closingPermissions(effective) : effective;
  const ctx = contextForUser({ ...row, tenantId, sessionId, permissions, request });
  return { ...ctx, mustAcceptTerms: row.acceptanceId === null, isClosing };
}

async function findLiveSession(tx: Transaction, tenantId: string, sessionId: string) {
  const [row] = await tx
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      granted: users.granted,
      denied: users.denied,
      lastSeenAt: sessions.lastSeenAt,
      acceptanceId: termsAcceptances.id,
      tenantState: tenants.state,
    })
    .from(sessions)
    .innerJoin(users, and(eq(users.tenantId, sessions.tenantId), eq(users.id, sessions.userId)))
    .innerJoin(tenants, eq(tenants.id, sessions.tenantId))
    .leftJoin(
      termsAcceptances,
      and(
        eq(termsAcceptances.tenantId, sessions.tenantId),
        eq(termsAcceptances.userId, sessions.userId),
        eq(termsAcceptances.version, termsVersion),
      ),
    )
    .where(
      and(
        eq(sessions.tenantId, tenantId),
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, new Date()),
        eq(users.state, "active"),
        ne(tenants.state, "suspended"),
      ),
    );
  return row;
}

/** The operator of a live session, or null; runs as the operator's database role only. */
export async function operatorForSession(
  sessionId: string,
  request: RequestInfo,
): Promise<OperatorContext | null> {
  const [row] = await controlDb()
    .select({ id: operators.id, name: operators.name, email: operators.email })
    .from(operatorSessions)
    .innerJoin(operators, eq(operators.id, operatorSessions.operatorId))
    .where(
      and(
        eq(operatorSessions.id, sessionId),
        isNull(operatorSessions.revokedAt),
        gt(operatorSessions.expiresAt, new Date()),
        eq(operators.state, "active"),
      ),
    );
  return row ? { operator: row, sessionId, request } : null;
}

/** A user's live sessions as lists show them, the latest used first. */
export function liveSessions(tx: Transaction, ctx: TenantContext, userId: string) {
  return tx
    .select({
      id: sessions.id,
      ip: sessions.ip,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.tenantId, ctx.tenantId),
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, new Date()),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt), asc(sessions.id));
}
