import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { tags } from "@/db/schema/addresses";
import { roles } from "@/db/schema/roles";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { roleNames } from "@/db/values";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { RoleName } from "@/lib/auth/permissions";
import { fieldError, notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import type { RoleChoice } from "./schema";

export type RoleSummary = {
  id: string;
  name: string;
  description: string;
  permissions: string[];
  tagIds: string[] | null;
};
export type RoleWithCount = RoleSummary & { userCount: number };

const columns = {
  id: roles.id,
  name: roles.name,
  description: roles.description,
  permissions: roles.permissions,
  tagIds: roles.tagIds,
};

/** The customer's own roles by name. */
export async function listRoles(ctx: TenantContext): Promise<RoleSummary[]> {
  authorize(ctx, "users:read");
  return readTransaction(ctx, (tx) =>
    tx.select(columns).from(roles).where(eq(roles.tenantId, ctx.tenantId)).orderBy(asc(roles.name)),
  );
}

/** The same with the number of people who hold each, and that of each built-in role. */
export async function listRolesWithCounts(ctx: TenantContext) {
  authorize(ctx, "users:read");
  return readTransaction(ctx, async (tx, inner) => {
    const own = await listRoles(inner);
    const counts = await tx
      .select({ role: users.role, roleId: users.roleId, total: sql<number>`count(*)::int` })
      .from(users)
      .where(eq(users.tenantId, ctx.tenantId))
      .groupBy(users.role, users.roleId);
    const countOf = (role: string, id: string | null) =>
      counts.find((row) => row.role === role && row.roleId === id)?.total ?? 0;
    return {
      own: own.map((role): RoleWithCount => ({ ...role, userCount: countOf("viewer", role.id) })),
      builtIn: roleNames.map((name) => ({ name, userCount: countOf(name, null) })),
    };
  });
}

export async function getRole(ctx: TenantContext, id: string): Promise<RoleWithCount> {
  authorize(ctx, "users:read");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select(columns)
      .from(roles)
      .where(and(eq(roles.tenantId, ctx.tenantId), eq(roles.id, id)));
    if (!found) throw notFound();
    const holders = and(eq(users.tenantId, ctx.tenantId), eq(users.roleId, id));
    return { ...found, userCount: await tx.$count(users, holders) };
  });
}

export type ResolvedRole = {
  role: RoleName;
  roleId: string | null;
  rolePermissions: string[] | null;
  roleTagIds: string[] | null;
};

/** What a chosen role stands for; one of the customer's own cannot be deleted until the transaction ends. */
export async function resolveRole(
  tx: Transaction,
  ctx: TenantContext,
  choice: RoleChoice,
): Promise<ResolvedRole> {
  const role = roleNames.find((name) => name === choice);
  if (role) return { role, roleId: null, rolePermissions: null, roleTagIds: null };
  const [found] = await tx
    .select(columns)
    .from(roles)
    .where(and(eq(roles.tenantId, ctx.tenantId), eq(roles.id, choice)))
    .for("share");
  if (!found) throw fieldError("role", "roles.errors.gone");
  return {
    role: "viewer",
    roleId: found.id,
    rolePermissions: found.permissions,
    roleTagIds: found.tagIds,
  };
}

/** Tags as stored for a limit: null for none. Throws when one of them is not there. */
export async function resolveTagLimit(
  tx: Transaction,
  ctx: TenantContext,
  tagIds: readonly string[],
): Promise<string[] | null> {
  const wanted = [...new Set(tagIds)];
  if (wanted.length === 0) return null;
  const known = await tx.$count(
    tags,
    and(eq(tags.tenantId, ctx.tenantId), inArray(tags.id, wanted)),
  );
  if (known !== wanted.length) throw fieldError("tagIds", "addresses.errors.unknownTag");
  return wanted;
}
