export type Guard = "tenant" | "public" | "operator" | "operator-public" | "webhook" | "scim";

const guarded = new WeakMap<object, Guard>();

/** Remembers that a function was made by one of the wrappers; the manifest test refuses any that was not. */
export function markGuarded<F extends object>(guard: Guard, wrapped: F): F {
  guarded.set(wrapped, guard);
  return wrapped;
}

export const guardOf = (candidate: object): Guard | undefined => guarded.get(candidate);
