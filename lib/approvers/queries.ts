import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { roles } from "@/db/schema/roles";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { effectivePermissions } from "@/lib/auth/permissions";
import { holderOf, tagScopeOf } from "@/lib/roles/rules";
import { type Approver, type Asked, covers, deciders, type Scope } from "./rules";

/** The active users who may approve a delivery of this limit to tags (null for none), in the order of their names. */
export async function listApprovers(ctx: TenantContext, scope: Scope): Promise<Approver[]> {
  authorize(ctx, "deliveries:read");
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({
        id: users.id,
        name: users.name,
        role: users.role,
        granted: users.granted,
        denied: users.denied,
        tagIds: users.tagIds,
        rolePermissions: roles.permissions,
        roleTagIds: roles.tagIds,
      })
      .from(users)
      .leftJoin(roles, and(eq(roles.tenantId, users.tenantId), eq(roles.id, users.roleId)))
      .where(and(eq(users.tenantId, ctx.tenantId), eq(users.state, "active")))
      .orderBy(asc(users.name), asc(users.id)),
  );
  return rows
    .filter((row) => {
      const permitted = effectivePermissions(holderOf(row));
      return permitted.has("deliveries:approve") && permitted.has("deliveries:read");
    })
    .filter((row) => covers(tagScopeOf(row), scope))
    .map(({ id, name, role }) => ({ id, name, role }));
}

/** Who may decide on the delivery's request, and whether the caller is one of them. */
export async function readDeciders(
  ctx: TenantContext,
  { tagScope }: { tagScope: Scope },
  approval: Asked,
) {
  authorize(ctx, "deliveries:read");
  const found = deciders(await listApprovers(ctx, tagScope), approval);
  return { ...found, isCaller: found.people.some(({ id }) => id === ctx.actor.id) };
}
