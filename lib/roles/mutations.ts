import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { roles } from "@/db/schema/roles";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { effectivePermissions } from "@/lib/auth/permissions";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { isAdjustable } from "@/lib/users/rules";
import { resolveRole, resolveTagLimit } from "./queries";
import { normalizeRolePermissions } from "./rules";
import type { CreateRoleInput, DeleteRoleInput, UpdateRoleInput } from "./schema";

type Role = typeof roles.$inferSelect;

export async function createRole(
  ctx: TenantContext,
  input: CreateRoleInput,
): Promise<{ id: string }> {
  authorize(ctx, "users:write");
  return refusingTakenName(() =>
    transaction(ctx, async (tx) => {
      const values = await readValues(tx, ctx, input, []);
      const [created] = await tx
        .insert(roles)
        .values({ tenantId: ctx.tenantId, ...values })
        .returning({ id: roles.id });
      if (!created) throw new Error("role was not created");
      await recordAudit(tx, ctx, {
        action: "role.created",
        targetType: "role",
        targetId: created.id,
        details: { after: values },
      });
      return created;
    }),
  );
}

/** Changes a role for everybody who holds it, from their next request on. */
export async function updateRole(ctx: TenantContext, input: UpdateRoleInput): Promise<void> {
  authorize(ctx, "users:write");
  await refusingTakenName(() =>
    transaction(ctx, async (tx) => {
      const role = await lockRole(tx, ctx, input.id);
      const values = await readValues(tx, ctx, input, role.permissions);
      await tx
        .update(roles)
        .set({ ...values, updatedAt: new Date() })
        .where(isRole(ctx, role.id));
      const { name, description, permissions, tagIds } = role;
      await recordAudit(tx, ctx, {
        action: "role.updated",
        targetType: "role",
        targetId: role.id,
        details: { before: { name, description, permissions, tagIds }, after: values },
      });
    }),
  );
}

/** Removes a role; whoever holds it gets another one in the same moment, with their own exceptions kept. */
export async function deleteRole(
  ctx: TenantContext,
  { id, moveTo }: DeleteRoleInput,
): Promise<{ moved: number }> {
  authorize(ctx, "users:write");
  return transaction(ctx, async (tx) => {
    const { name, permissions } = await lockRole(tx, ctx, id);
    const moved = await moveHolders(tx, ctx, { id, permissions }, moveTo);
    await tx.delete(roles).where(isRole(ctx, id));
    await recordAudit(tx, ctx, {
      action: "role.deleted",
      targetType: "role",
      targetId: id,
      details: { before: { name, permissions }, moveTo: moveTo || null, moved },
    });
    return { moved };
  });
}

const isRole = ({ tenantId }: TenantContext, id: string) =>
  and(eq(roles.tenantId, tenantId), eq(roles.id, id));

/** The role with its row locked. Nobody changes the role that they hold themselves. */
async function lockRole(tx: Transaction, ctx: TenantContext, id: string): Promise<Role> {
  const [role] = await tx.select().from(roles).where(isRole(ctx, id)).for("update");
  if (!role) throw notFound();
  const own = and(eq(users.id, ctx.actor.id ?? ctx.tenantId), eq(users.roleId, id));
  if ((await tx.$count(users, and(eq(users.tenantId, ctx.tenantId), own))) > 0)
    throw new AppError("not_permitted", "roles.errors.ownRole");
  return role;
}

async function readValues(
  tx: Transaction,
  ctx: TenantContext,
  { name, description, permissions, tagIds }: CreateRoleInput,
  held: readonly string[],
) {
  const wanted = normalizeRolePermissions(permissions, isAdjustable);
  refuseBeyondOwn(ctx, wanted, held);
  return {
    name,
    description,
    permissions: wanted,
    tagIds: await resolveTagLimit(tx, ctx, tagIds),
  };
}

/** Nobody hands out what they do not hold. */
function refuseBeyondOwn(ctx: TenantContext, wanted: Iterable<string>, held: readonly string[]) {
  const own: ReadonlySet<string> = ctx.permissions;
  for (const name of wanted)
    if (!own.has(name) && !held.includes(name))
      throw fieldError("permissions", "users.errors.beyondOwn");
}

async function moveHolders(
  tx: Transaction,
  ctx: TenantContext,
  role: Pick<Role, "id" | "permissions">,
  moveTo: DeleteRoleInput["moveTo"],
): Promise<number> {
  const holders = and(eq(users.tenantId, ctx.tenantId), eq(users.roleId, role.id));
  if ((await tx.$count(users, holders)) === 0) return 0;
  if (moveTo === "") throw fieldError("moveTo", "roles.errors.moveToNeeded");
  if (moveTo === "master" || moveTo === role.id)
    throw fieldError("moveTo", "roles.errors.moveToOther");
  const next = await resolveRole(tx, ctx, moveTo);
  const gained = effectivePermissions({ ...next, granted: [], denied: [] });
  refuseBeyondOwn(ctx, gained, role.permissions);
  const moved = await tx
    .update(users)
    .set({ role: next.role, roleId: next.roleId, updatedAt: new Date() })
    .where(holders)
    .returning({ id: users.id });
  return moved.length;
}

async function refusingTakenName<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error) => {
    throw isUniqueViolation(error, "roles_name")
      ? fieldError("name", "roles.errors.nameTaken", "conflict")
      : error;
  });
}
