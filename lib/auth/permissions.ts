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
  "access:write",
  "audit:read",
  "notices:read",
  "incidents:report",
  "support:use",
  "account:write",
  "utilities:use",
  "contract:end",
  "billing:read",
  "billing:write",
] as const;

export type Permission = (typeof permissions)[number];

const everyone = [
  "notices:read",
  "incidents:report",
  "support:use",
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
/** Whoever holds one of these could make themselves anybody, or reaches everything at once. */
const mastersOnly: readonly Permission[] = [
  "utilities:use",
  "access:write",
  "contract:end",
  "billing:write",
];
const manager = permissions.filter((name) => !mastersOnly.includes(name));

export const rolePermissions: Record<RoleName, readonly Permission[]> = {
  master: permissions,
  manager,
  sender,
  author,
  viewer,
};

export const isPermission = (name: string): name is Permission =>
  (permissions as readonly string[]).includes(name);

/** Concern the tenant as a whole: nobody who is limited to addresses of certain tags has them. */
const wholeTenant = [
  "users:write",
  "audit:read",
  "attributes:write",
  "utilities:use",
] as const satisfies readonly Permission[];

export type PermissionHolder = {
  role: RoleName;
  granted: readonly string[];
  denied: readonly string[];
  /** Those of a role named by the customer, which then stand for those of `role`. */
  rolePermissions?: readonly string[] | null | undefined;
  /** Sees only addresses with certain tags. */
  isLimited?: boolean | undefined;
};

/** Why a user may or may not do something. */
export type PermissionReason =
  | "master"
  | "everyone"
  | "role"
  | "granted"
  | "notInRole"
  | "denied"
  | "masterOnly"
  | "limited";

/** Whether a user may do something, and why. */
export function explainPermission(
  user: PermissionHolder,
  name: Permission,
): { isAllowed: boolean; reason: PermissionReason } {
  const yes = (reason: PermissionReason) => ({ isAllowed: true, reason });
  const no = (reason: PermissionReason) => ({ isAllowed: false, reason });
  if (user.role === "master") return yes("master");
  if (isOneOf(everyone, name)) return yes("everyone");
  if (isOneOf(mastersOnly, name)) return no("masterOnly");
  const isInRole = isOneOf(user.rolePermissions ?? rolePermissions[user.role], name);
  const isGranted = isOneOf(user.granted, name);
  if (isOneOf(user.denied, name)) return no("denied");
  if (!isInRole && !isGranted) return no("notInRole");
  if (user.isLimited && isOneOf(wholeTenant, name)) return no("limited");
  return yes(isInRole ? "role" : "granted");
}

const isOneOf = (list: readonly string[], name: string): boolean => list.includes(name);

/** What a user may do: the role's permissions, plus those granted, minus those denied; a master keeps all. */
export function effectivePermissions(user: PermissionHolder): ReadonlySet<Permission> {
  return new Set(permissions.filter((name) => explainPermission(user, name).isAllowed));
}

const closingActs: readonly Permission[] = [
  "account:write",
  "contract:end",
  "billing:write",
  "support:use",
];

/** What is left while the contract ends or an invoice stays unpaid: reading, taking along, one's own account, asking, and the way back. */
export function closingPermissions(names: ReadonlySet<Permission>): ReadonlySet<Permission> {
  const isLeft = (name: Permission) => /:(read|export)$/.test(name) || closingActs.includes(name);
  return new Set([...names].filter(isLeft));
}

/** What is left to a person outside the networks that the tenant allows: leaving, and the way back in. */
export const outsidePermissions = (names: ReadonlySet<Permission>): ReadonlySet<Permission> =>
  new Set([...names].filter((name) => name === "account:write"));
