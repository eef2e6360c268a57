import { type PermissionHolder, permissions, type RoleName } from "@/lib/auth/permissions";

type HolderRow = {
  role: RoleName;
  granted: readonly string[];
  denied: readonly string[];
  tagIds: readonly string[] | null;
  rolePermissions: readonly string[] | null;
  roleTagIds: readonly string[] | null;
};

/** The tags that a person is limited to: their own, else the role's; null for all addresses. */
export const tagScopeOf = (row: Pick<HolderRow, "tagIds" | "roleTagIds">) =>
  row.tagIds ?? row.roleTagIds;

/** What decides on a person's permissions, from their row and the row of their role. */
export const holderOf = (row: HolderRow): PermissionHolder => ({
  role: row.role,
  granted: row.granted,
  denied: row.denied,
  rolePermissions: row.rolePermissions,
  isLimited: tagScopeOf(row) !== null,
});

/** In the order of the closed list, without what no role can give or take. */
export const normalizeRolePermissions = (
  names: readonly string[],
  isAdjustable: (name: (typeof permissions)[number]) => boolean,
) => permissions.filter((name) => names.includes(name) && isAdjustable(name));
