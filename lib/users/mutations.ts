import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { sessions, users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { type AuditEvent, recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { revokeSessions } from "@/lib/auth/sessions";
import { supersedeUserTokens } from "@/lib/auth/user-tokens";
import { AppError, notFound } from "@/lib/errors";
import { resolveRole, resolveTagLimit } from "@/lib/roles/queries";
import { holderOf } from "@/lib/roles/rules";
import { type LockedUser, type LockedUsers, lockUsers } from "./queries";
import {
  maskText,
  normalizeAssignment,
  readUserAttributes,
  refuseAssignment,
  refuseMasterForOthers,
  refuseSelf,
} from "./rules";
import type {
  ChangePermissionsInput,
  UpdateUserInput,
  UserIdInput,
  UserSessionInput,
} from "./schema";

function refuseLastMaster({ isLastMaster }: LockedUsers): void {
  if (isLastMaster) throw new AppError("conflict", "users.errors.lastMaster");
}

async function updateRow(
  tx: Transaction,
  user: LockedUser,
  changes: Partial<typeof users.$inferInsert>,
): Promise<void> {
  await tx
    .update(users)
    .set({ ...changes, updatedAt: new Date() })
    .where(and(eq(users.tenantId, user.tenantId), eq(users.id, user.id)));
}

const about = (
  user: LockedUser,
  action: string,
  details: AuditEvent["details"] = {},
): AuditEvent => ({
  action,
  targetType: "user",
  targetId: user.id,
  details: { email: maskText(user.email), ...details },
});

const stateChange = (user: LockedUser, state: LockedUser["state"]) => ({
  before: { state: user.state },
  after: { state },
});

/** Changes a user's name and the customer's own fields. */
export async function updateUser(ctx: TenantContext, input: UpdateUserInput): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx, inner) => {
    const { actor, target } = await lockUsers(tx, ctx, input.userId);
    refuseMasterForOthers(actor, target);
    const definitions = await listAttributes(inner, "user");
    const attributes = readUserAttributes(definitions, input.attributes, target.attributes);
    await updateRow(tx, target, { name: input.name, attributes });
    const keys = new Set([...Object.keys(attributes), ...Object.keys(target.attributes)]);
    await recordAudit(
      tx,
      ctx,
      about(target, "user.updated", {
        before: { name: maskText(target.name) },
        after: { name: maskText(input.name) },
        attributes: [...keys].filter((key) => attributes[key] !== target.attributes[key]),
      }),
    );
  });
}

/** Gives a user a role and exceptions from it; it holds from the user's next request on. */
export async function changePermissions(
  ctx: TenantContext,
  input: ChangePermissionsInput,
): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const locked = await lockUsers(tx, ctx, input.userId);
    const { actor, target } = locked;
    const role = await resolveRole(tx, ctx, input.role);
    const tagIds = await resolveTagLimit(tx, ctx, input.tagIds ?? target.tagIds ?? []);
    const { granted, denied } = normalizeAssignment({ ...input, role: role.role });
    const next = holderOf({ ...role, granted, denied, tagIds });
    refuseMasterForOthers(actor, target);
    refuseLastMaster(locked);
    refuseAssignment(actor, { id: target.id, ...holderOf(target) }, next);
    const after = {
      role: role.role,
      roleId: role.roleId,
      granted: [...granted],
      denied: [...denied],
      tagIds,
    };
    await updateRow(tx, target, after);
    const before = {
      role: target.role,
      roleId: target.roleId,
      granted: target.granted,
      denied: target.denied,
      tagIds: target.tagIds,
    };
    await recordAudit(tx, ctx, about(target, "user.permissions_changed", { before, after }));
  });
}

/** Shuts a user out at once: sessions and open links end. */
export async function deactivateUser(ctx: TenantContext, { userId }: UserIdInput): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const locked = await lockUsers(tx, ctx, userId);
    const { actor, target } = locked;
    refuseMasterForOthers(actor, target);
    refuseLastMaster(locked);
    refuseSelf(actor, target);
    if (target.state !== "active") throw new AppError("conflict", "users.errors.notActive");
    await updateRow(tx, target, { state: "deactivated" });
    await revokeSessions(tx, target);
    await supersedeUserTokens(tx, target);
    await recordAudit(
      tx,
      ctx,
      about(target, "user.deactivated", stateChange(target, "deactivated")),
    );
  });
}

export async function reactivateUser(ctx: TenantContext, { userId }: UserIdInput): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const { actor, target } = await lockUsers(tx, ctx, userId);
    refuseMasterForOthers(actor, target);
    if (target.state !== "deactivated")
      throw new AppError("conflict", "users.errors.notDeactivated");
    await updateRow(tx, target, { state: "active" });
    await recordAudit(tx, ctx, about(target, "user.reactivated", stateChange(target, "active")));
  });
}

/** Removes a user with sessions and links; what they did stays in the audit log under their name. */
export async function deleteUser(ctx: TenantContext, { userId }: UserIdInput): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const locked = await lockUsers(tx, ctx, userId);
    const { actor, target } = locked;
    refuseMasterForOthers(actor, target);
    refuseLastMaster(locked);
    refuseSelf(actor, target);
    await tx.delete(users).where(and(eq(users.tenantId, ctx.tenantId), eq(users.id, userId)));
    await recordAudit(
      tx,
      ctx,
      about(target, "user.deleted", { before: { role: target.role, state: target.state } }),
    );
  });
}

export async function revokeUserSession(
  ctx: TenantContext,
  { userId, sessionId }: UserSessionInput,
): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const { actor, target } = await lockUsers(tx, ctx, userId);
    refuseMasterForOthers(actor, target);
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(sessions.tenantId, ctx.tenantId),
          eq(sessions.id, sessionId),
          eq(sessions.userId, userId),
          isNull(sessions.revokedAt),
        ),
      )
      .returning({ id: sessions.id });
    if (ended.length === 0) throw notFound();
    await recordAudit(tx, ctx, about(target, "session.revoked", { sessionId }));
  });
}

export async function revokeAllUserSessions(
  ctx: TenantContext,
  { userId }: UserIdInput,
): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const { actor, target } = await lockUsers(tx, ctx, userId);
    refuseMasterForOthers(actor, target);
    await revokeSessions(tx, target, ctx.sessionId);
    await recordAudit(tx, ctx, about(target, "session.revoked", { all: true }));
  });
}
