import { and, asc, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { networkPolicies } from "@/db/schema/account-changes";
import { billingAccounts } from "@/db/schema/billing";
import { secondStepPolicies } from "@/db/schema/factors";
import { roles } from "@/db/schema/roles";
import { sessionPolicies } from "@/db/schema/sign-ins";
import { tenants } from "@/db/schema/tenants";
import { sessions, termsAcceptances, users } from "@/db/schema/users";
import { readTransaction, transaction } from "@/db/transaction";
import { termsVersion } from "@/lib/terms/rules";
import { endChallenges } from "./challenges";
import { contextForUser, type RequestInfo, type TenantContext } from "./context";
import { userOwner } from "./factor-owner";
import { isOutsideNetworks, networkColumns } from "./network-policy";
import { closingPermissions, effectivePermissions, outsidePermissions } from "./permissions";
import { secondStepColumns, secondStepDue } from "./second-step-due";
import { refuseOtherWays, type SignInWay } from "./sign-on-policy";

const lifetimeDays = 30;
/** `last_seen_at` is written at most this often, so that reading a page does not write a row. */
export const seenSeconds = 60;

/** A session lives as long as its tenant's policy lets it; the policy of now counts, not that of its beginning. */
const isLive = and(
  isNull(sessions.revokedAt),
  gt(sessions.expiresAt, sql`now()`),
  sql`${sessions.createdAt} > now() - make_interval(days => coalesce(${sessionPolicies.absoluteDays}, ${lifetimeDays}::int))`,
  sql`(${sessionPolicies.idleMinutes} is null
    or ${sessions.lastSeenAt} > now() - make_interval(mins => ${sessionPolicies.idleMinutes}))`,
);
const ofTenant = eq(sessionPolicies.tenantId, sessions.tenantId);

const expiry = () => new Date(Date.now() + lifetimeDays * 24 * 3600 * 1000);

/** Opens a session for a user whose identity has just been proven; returns its id. Throws where that way is closed. */
export async function createSession(
  tx: Transaction,
  user: { tenantId: string; id: string },
  request: RequestInfo,
  way: SignInWay = "password",
): Promise<string> {
  await refuseOtherWays(tx, user, way);
  const [row] = await tx
    .insert(sessions)
    .values({
      tenantId: user.tenantId,
      userId: user.id,
      ip: request.ip,
      userAgent: request.userAgent,
      way,
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

/** Ends sessions and half-done sign-ins of one user at once; `keep` spares one session. */
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
  await endChallenges(tx, userOwner(user));
}

/** The context of a live session of an active user in a tenant that is not suspended, or null. */
export async function contextForSession(
  tenantId: string,
  sessionId: string,
  request: RequestInfo,
): Promise<TenantContext | null> {
  const scope = { tenantId, actor: { id: null }, request };
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
  const tagScope = row.tagIds ?? row.roleTagIds;
  const isClosing = row.tenantState === "closing";
  const effective = effectivePermissions({ ...row, isLimited: tagScope !== null });
  const isOutside = isOutsideNetworks(row, request.ip);
  const isUnpaid = row.stoppedAt !== null;
  const open = isClosing || isUnpaid ? closingPermissions(effective) : effective;
  const permissions = isOutside ? outsidePermissions(open) : open;
  const ctx = contextForUser({ ...row, tenantId, sessionId, permissions, tagScope, request });
  return {
    ...ctx,
    provenAt: row.provenAt,
    mustAcceptTerms: row.acceptanceId === null,
    secondStepDue: secondStepDue(row),
    isClosing,
    isOutside,
    isUnpaid,
  };
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
      tagIds: users.tagIds,
      roleName: roles.name,
      rolePermissions: roles.permissions,
      roleTagIds: roles.tagIds,
      lastSeenAt: sessions.lastSeenAt,
      provenAt: sessions.provenAt,
      acceptanceId: termsAcceptances.id,
      ...secondStepColumns,
      ...networkColumns,
      tenantState: tenants.state,
      stoppedAt: billingAccounts.stoppedAt,
    })
    .from(sessions)
    .innerJoin(users, and(eq(users.tenantId, sessions.tenantId), eq(users.id, sessions.userId)))
    .innerJoin(tenants, eq(tenants.id, sessions.tenantId))
    .leftJoin(sessionPolicies, ofTenant)
    .leftJoin(billingAccounts, eq(billingAccounts.tenantId, sessions.tenantId))
    .leftJoin(roles, and(eq(roles.tenantId, users.tenantId), eq(roles.id, users.roleId)))
    .leftJoin(
      termsAcceptances,
      and(
        eq(termsAcceptances.tenantId, sessions.tenantId),
        eq(termsAcceptances.userId, sessions.userId),
        eq(termsAcceptances.version, termsVersion),
      ),
    )
    .leftJoin(secondStepPolicies, eq(secondStepPolicies.tenantId, sessions.tenantId))
    .leftJoin(networkPolicies, eq(networkPolicies.tenantId, sessions.tenantId))
    .where(
      and(
        eq(sessions.tenantId, tenantId),
        eq(sessions.id, sessionId),
        isLive,
        eq(users.state, "active"),
        ne(tenants.state, "suspended"),
      ),
    );
  return row;
}

/** Notes that the person behind a session has just proven who they are. */
export async function markProven(
  tx: Transaction,
  { tenantId, sessionId }: { tenantId: string; sessionId: string },
): Promise<void> {
  await tx
    .update(sessions)
    .set({ provenAt: new Date() })
    .where(and(eq(sessions.tenantId, tenantId), eq(sessions.id, sessionId)));
}

/** The e-mail address of the person a session belongs to. */
export async function emailOfSession(tenantId: string, sessionId: string): Promise<string | null> {
  const [row] = await readTransaction({ tenantId, actor: { id: null } }, (tx) =>
    tx
      .select({ email: users.email })
      .from(sessions)
      .innerJoin(users, and(eq(users.tenantId, sessions.tenantId), eq(users.id, sessions.userId)))
      .where(and(eq(sessions.tenantId, tenantId), eq(sessions.id, sessionId))),
  );
  return row?.email ?? null;
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
    .leftJoin(sessionPolicies, ofTenant)
    .where(and(eq(sessions.tenantId, ctx.tenantId), eq(sessions.userId, userId), isLive))
    .orderBy(desc(sessions.lastSeenAt), asc(sessions.id));
}
