import { type AttributeProblem, parseAttributeValue } from "@/lib/attributes/rules";
import {
  effectivePermissions,
  type Permission,
  type PermissionHolder,
  permissions,
  type RoleName,
} from "@/lib/auth/permissions";
import { AppError, type FieldErrors, fieldError } from "@/lib/errors";

export type Assignment = PermissionHolder;
export type Actor = { id: string; role: RoleName; permissions: ReadonlySet<Permission> };
type Person = Assignment & { id: string };

/** Every permission's area (`addresses`, `deliveries`, …) with its permissions, in the order of the closed list. */
export function permissionsByArea(): { area: string; names: Permission[] }[] {
  const areas = new Map<string, Permission[]>();
  for (const name of permissions) {
    const area = name.slice(0, name.indexOf(":"));
    areas.set(area, [...(areas.get(area) ?? []), name]);
  }
  return [...areas].map(([area, names]) => ({ area, names }));
}

/** Whether a grant or denial can change it: some belong to everyone, some to masters alone. */
export function isAdjustable(name: Permission): boolean {
  const granted = effectivePermissions({ role: "viewer", granted: [name], denied: [] });
  const denied = effectivePermissions({ role: "viewer", granted: [], denied: [name] });
  return granted.has(name) && !denied.has(name);
}

/** Without what changes nothing: a master has no exceptions, and a denial wins over a grant. */
export function normalizeAssignment({ granted, denied, ...role }: Assignment): Assignment {
  if (role.role === "master") return { role: "master", granted: [], denied: [] };
  const adjustable = permissions.filter(isAdjustable);
  return {
    ...role,
    granted: adjustable.filter((name) => granted.includes(name) && !denied.includes(name)),
    denied: adjustable.filter((name) => denied.includes(name)),
  };
}

/** Only a master may touch a master. */
export function refuseMasterForOthers(actor: Actor, target: { role: RoleName }): void {
  if (target.role === "master" && actor.role !== "master") {
    throw new AppError("not_permitted", "users.errors.masterOnly");
  }
}

export function refuseSelf(actor: Actor, target: { id: string }): void {
  if (actor.id === target.id) throw new AppError("not_permitted", "users.errors.self");
}

/** Nobody changes their own rights, makes a master (who has to accept that), or hands out what they do not hold. */
export function refuseAssignment(actor: Actor, target: Person | null, next: Assignment): void {
  if (target) {
    refuseSelf(actor, target);
    refuseMasterForOthers(actor, target);
  }
  if (next.role === "master") throw fieldError("role", "users.errors.masterByOffer");
  const held = target ? effectivePermissions(target) : new Set<Permission>();
  const gained = [...effectivePermissions(next)].filter((name) => !held.has(name));
  if (gained.some((name) => !actor.permissions.has(name)))
    throw fieldError("role", "users.errors.beyondOwn");
}

type Definition = Parameters<typeof parseAttributeValue>[0] & { id: string; key: string };
type Values = Record<string, string | number | null>;

/** The values of the customer's own fields after an edit. Throws `invalid` with the fields that are wrong. */
export function readUserAttributes(
  definitions: readonly Definition[],
  typed: Record<string, string>,
  current: Values,
): Values {
  const problems: FieldErrors = {};
  const values = new Map(Object.entries(current));
  for (const definition of definitions) {
    const text = typed[definition.id];
    if (text === undefined) continue;
    const parsed = parseAttributeValue(definition, text);
    if ("problem" in parsed) problems[`attributes.${definition.id}`] = [problemKey(parsed.problem)];
    else if (parsed.value === null) values.delete(definition.key);
    else values.set(definition.key, parsed.value);
  }
  if (Object.keys(problems).length > 0)
    throw new AppError("invalid", "invalid", { fieldErrors: problems });
  return Object.fromEntries(values);
}

const problemKey = (problem: AttributeProblem): string => `attributes.problems.${problem}`;

/** Enough of a personal value to recognise it in the audit log, no more. */
export function maskText(text: string): string {
  const at = text.lastIndexOf("@");
  return at > 0 ? `${text.slice(0, 1)}***${text.slice(at)}` : `${[...text][0] ?? ""}***`;
}
