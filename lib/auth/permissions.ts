import type { roleNames } from "@/db/values";

export type RoleName = (typeof roleNames)[number];

/** The closed list of what a user may do; names for people are in messages/<locale>/permissions.json. */
export const permissions = [
  "addresses:read",
  "addresses:write",
  "addresses:import",
  "addresses:export",
  "tags:read",
  "tags:write",
  "groups:read",
  "groups:write",
  "attributes:write",
  "deliveries:read",
  "deliveries:write",
  "deliveries:send",
  "deliveries:approve",
  "history:read",
  "history:export",
  "senders:write",
  "users:read",
  "users:write",
  "settings:write",
  "audit:read",
  "notices:read",
  "incidents:report",
  "account:write",
  "utilities:use",
] as const;

export type Permission = (typeof permissions)[number];

const everyone = [
  "notices:read",
  "incidents:report",
  "account:write",
] as const satisfies readonly Permission[];
const viewer = [
  ...everyone,
  "addresses:read",
  "tags:read",
  "groups:read",
  "deliveries:read",
  "history:read",
] as const satisfies readonly Permission[];
const author = [...viewer, "deliveries:write"] as const satisfies readonly Permission[];
const sender = [
  ...author,
  "deliveries:send",
  "history:export",
] as const satisfies readonly Permission[];
const manager = permissions.filter((name) => name !== "utilities:use");

export const rolePermissions: Record<RoleName, readonly Permission[]> = {
  master: permissions,
  manager,
  sender,
  author,
  viewer,
};

const isPermission = (name: string): name is Permission =>
  (permissions as readonly string[]).includes(name);

/** What a user may do: the role's permissions, plus those granted, minus those denied; a master keeps all. */
export function effectivePermissions(user: {
  role: RoleName;
  granted: readonly string[];
  denied: readonly string[];
}): ReadonlySet<Permission> {
  if (user.role === "master") return new Set(permissions);
  const names = new Set<Permission>([
    ...rolePermissions[user.role],
    ...user.granted.filter(isPermission),
  ]);
  for (const name of user.denied) {
    if (isPermission(name) && !(everyone as readonly string[]).includes(name)) names.delete(name);
  }
  names.delete("utilities:use");
  return names;
}
