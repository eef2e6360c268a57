import type { Permission } from "./permissions";

export type Guard =
  | "tenant"
  | "public"
  | "operator"
  | "operator-public"
  | "webhook"
  | "scim"
  | "api";

export type Registration = {
  guard: Guard;
  /** What a tenant's caller has to be permitted; null where being signed in is enough. */
  permission: () => Promise<Permission | null>;
};

const registered = new WeakMap<object, Registration>();

const noPermission = async () => null;

/**
 * Remembers that a function was made by one of the wrappers and what it demands: the tests of everything that the
 * network can call refuse any that was not, and call each as the different people.
 */
export function markGuarded<F extends object>(
  guard: Guard,
  wrapped: F,
  permission: Registration["permission"] = noPermission,
): F {
  registered.set(wrapped, { guard, permission });
  return wrapped;
}

export const registrationOf = (candidate: object): Registration | undefined =>
  registered.get(candidate);
