import "server-only";
import { and, asc, desc, eq, gt, ilike, inArray, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { roles } from "@/db/schema/roles";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { noteBulkRead } from "@/lib/audit/bulk-read";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { effectivePermissions } from "@/lib/auth/permissions";
import { liveSessions } from "@/lib/auth/sessions";
import { cursorPage, decodeCursor, encodeCursor } from "@/lib/cursor";
import { AppError, notFound } from "@/lib/errors";
import { holderOf } from "@/lib/roles/rules";
import { isUuid } from "@/lib/uuid";
import type { Actor } from "./rules";
import type { UserFilter } from "./schema";

const pageSize = 50;

const summaryColumns = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  roleId: users.roleId,
  roleName: roles.name,
  state: users.state,
  lastSignInAt: users.lastSignInAt,
  createdAt: users.createdAt,
};
const detailColumns = {
  ...summaryColumns,
  granted: users.granted,
  denied: users.denied,
  tagIds: users.tagIds,
  rolePermissions: roles.permissions,
  roleTagIds: roles.tagIds,
  attributes: users.attributes,
};

const hasRole = and(eq(roles.tenantId, users.tenantId), eq(roles.id, users.roleId));

export type UserSummary = Awaited<ReturnType<typeof listUsers>>["rows"][number];
export type UserDetail = Awaited<ReturnType<typeof getUser>>;
export type SessionSummary = Awaited<ReturnType<typeof listUserSessions>>[number];

/** A page of the users in the order of their e-mail addresses. */
export async function listUsers(ctx: TenantContext, filter: UserFilter) {
  authorize(ctx, "users:read");
  const [before] = decodeCursor(filter.before, 1) ?? [];
  const [after] = decodeCursor(filter.after, 1) ?? [];
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select(summaryColumns)
      .from(users)
      .leftJoin(roles, hasRole)
      .where(
        and(
          eq(users.tenantId, ctx.tenantId),
          matching(filter),
          before ? lt(users.email, before) : after ? gt(users.email, after) : undefined,
        ),
      )
      .orderBy(before ? desc(users.email) : asc(users.email))
      .limit(pageSize + 1),
  );
  await noteBulkRead(ctx, {
    subject: "user",
    shown: Math.min(found.length, pageSize),
    filter: { q: filter.q, state: filter.state, role: filter.role },
    isSearch: filter.q !== "",
  });
  return cursorPage(found, pageSize, before ? "before" : after ? "after" : "start", (user) =>
    encodeCursor([user.email]),
  );
}

function matching({ q, state, role }: UserFilter) {
  const pattern = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return and(
    q
      ? or(ilike(users.name, pattern), ilike(users.email, pattern), hasAttribute(pattern))
      : undefined,
    state && eq(users.state, state),
    role ? (isUuid(role) ? eq(users.roleId, role) : builtInRole(role)) : undefined,
  );
}

const builtInRole = (role: string) => and(sql`${users.role} = ${role}`, isNull(users.roleId));

const hasAttribute = (pattern: string) =>
  sql`exists (select from jsonb_each_text(${users.attributes}) field where field.value ilike ${pattern})`;

export async function getUser(ctx: TenantContext, id: string) {
  authorize(ctx, "users:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select(detailColumns)
      .from(users)
      .leftJoin(roles, hasRole)
      .where(and(eq(users.tenantId, ctx.tenantId), eq(users.id, id))),
  );
  if (!row) throw notFound();
  return row;
}

/** Whether there is no other master to go on without this user. */
export async function isLastMaster(
  ctx: TenantContext,
  { id, role, state }: Pick<UserDetail, "id" | "role" | "state">,
): Promise<boolean> {
  authorize(ctx, "users:read");
  if (role !== "master" || state !== "active") return false;
  const others = await readTransaction(ctx, (tx) =>
    tx
      .select({ id: users.id })
      .from(users)
      .where(
        and(
          eq(users.tenantId, ctx.tenantId),
          eq(users.role, "master"),
          eq(users.state, "active"),
          ne(users.id, id),
        ),
      )
      .limit(1),
  );
  return others.length === 0;
}

/** A user's live sessions, the latest used first. */
export async function listUserSessions(ctx: TenantContext, userId: string) {
  authorize(ctx, "users:write");
  return readTransaction(ctx, (tx) => liveSessions(tx, ctx, userId));
}

export type LockedUser = typeof users.$inferSelect & {
  rolePermissions: string[] | null;
  roleTagIds: string[] | null;
};
export type LockedUsers = { actor: Actor; target: LockedUser; isLastMaster: boolean };

/**
 * Locks the caller, the target and every active master, always in the order of their ids, and reads them as they
 * are now: of two changes at once, the second sees what the first has left.
 */
export async function lockUsers(
  tx: Transaction,
  ctx: TenantContext,
  targetId: string,
): Promise<LockedUsers> {
  const actorId = ctx.actor.id;
  if (!actorId) throw new AppError("not_permitted");
  const found = await tx
    .select({ user: users, rolePermissions: roles.permissions, roleTagIds: roles.tagIds })
    .from(users)
    .leftJoin(roles, and(eq(roles.tenantId, users.tenantId), eq(roles.id, users.roleId)))
    .where(
      and(
        eq(users.tenantId, ctx.tenantId),
        or(
          inArray(users.id, [targetId, actorId]),
          and(eq(users.role, "master"), eq(users.state, "active")),
        ),
      ),
    )
    .orderBy(asc(users.id))
    .for("update", { of: users });
  const rows = found.map(({ user, ...role }): LockedUser => ({ ...user, ...role }));
  const caller = rows.find(({ id }) => id === actorId);
  const target = rows.find(({ id }) => id === targetId);
  const permissions = caller?.state === "active" ? effectivePermissions(holderOf(caller)) : null;
  if (!caller || !permissions?.has("users:write")) throw new AppError("not_permitted");
  if (!target) throw notFound();
  const isMaster = (user: LockedUser) => user.role === "master" && user.state === "active";
  const isLastMaster = isMaster(target) && rows.filter(isMaster).length === 1;
  return { actor: { id: caller.id, role: caller.role, permissions }, target, isLastMaster };
}
