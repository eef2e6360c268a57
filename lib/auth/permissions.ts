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
  "account:write",
  "utilities:use",
  "contract:end",
] as const;

export type Permission = (typeof permissions)[number];

const everyone = ["notices:read", "account:write"] as const satisfies readonly Permission[];
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
/** What a master alone may do, whatever is granted. */
const ofMasters: readonly Permission[] = ["utilities:use", "contract:end"];
const manager = permissions.filter((name) => !ofMasters.includes(name));

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
  for (const name of ofMasters) names.delete(name);
  return names;
}

/** What is left of them while the contract ends: reading, taking along, one's own account, and the way back. */
export function closingPermissions(names: ReadonlySet<Permission>): ReadonlySet<Permission> {
  const isLeft = (name: Permission) =>
    /:(read|export)$/.test(name) || name === "account:write" || name === "contract:end";
  return new Set([...names].filter(isLeft));
}
