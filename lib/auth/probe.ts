import "server-only";
import { authorize, type TenantContext } from "./context";
import type { Permission } from "./permissions";

type Mutation = (ctx: TenantContext, input: never) => unknown;

const needed = new WeakMap<Mutation, Promise<Permission | null>>();

/**
 * Refuses a caller who lacks the permission that the mutation begins by demanding, whatever they sent. Throws
 * `not_permitted`.
 */
export async function demandPermission(ctx: TenantContext, mutation: Mutation): Promise<void> {
  const permission = needed.get(mutation) ?? probe(ctx, mutation);
  needed.set(mutation, permission);
  const name = await permission;
  if (name) authorize(ctx, name);
}

/**
 * Calls the mutation once without any permission: its first line refuses that, before it does anything, and tells
 * which one it wants (lib/auth/accounting.test.ts holds every mutation to it). Null where it wants none.
 */
async function probe(ctx: TenantContext, mutation: Mutation): Promise<Permission | null> {
  const asked: Permission[] = [];
  const permissions: ReadonlySet<Permission> = Object.assign(new Set<Permission>(), {
    has: (name: Permission) => {
      asked.push(name);
      return false;
    },
  });
  // What it makes of an empty input comes after, and is of no interest here.
  await Promise.resolve()
    .then(() => mutation({ ...ctx, permissions }, {} as never))
    .catch(() => {});
  return asked[0] ?? null;
}
