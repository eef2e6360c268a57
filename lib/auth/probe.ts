import "server-only";
import { authorize, contextForJob, type TenantContext } from "./context";
import type { Permission } from "./permissions";

type Mutation = (ctx: TenantContext, input: never) => unknown;

const needed = new WeakMap<Mutation, Promise<Permission | null>>();
const noTenant = "00000000-0000-4000-8000-000000000000";

/**
 * Refuses a caller who lacks the permission that the mutation begins by demanding, whatever they sent. Throws
 * `not_permitted`.
 */
export async function demandPermission(ctx: TenantContext, mutation: Mutation): Promise<void> {
  const name = await neededPermission(mutation);
  if (name) authorize(ctx, name);
}

/** The permission that the mutation begins by demanding; null where it demands none. */
export function neededPermission(mutation: Mutation): Promise<Permission | null> {
  const permission = needed.get(mutation) ?? probe(mutation);
  needed.set(mutation, permission);
  return permission;
}

/**
 * Calls the mutation once without any permission: its first line refuses that, before it does anything, and tells
 * which one it wants (lib/auth/accounting.test.ts holds every mutation to it).
 */
async function probe(mutation: Mutation): Promise<Permission | null> {
  const asked: Permission[] = [];
  const permissions: ReadonlySet<Permission> = Object.assign(new Set<Permission>(), {
    has: (name: Permission) => {
      asked.push(name);
      return false;
    },
  });
  // What it makes of an empty input comes after, and is of no interest here.
  await Promise.resolve()
    .then(() => mutation({ ...contextForJob(noTenant, "probe"), permissions }, {} as never))
    .catch(() => {});
  return asked[0] ?? null;
}
