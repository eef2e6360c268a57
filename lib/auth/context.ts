import type { Transaction } from "@/db/client";
import { AppError } from "@/lib/errors";
import { type Permission, permissions } from "./permissions";

declare const tenantBrand: unique symbol;
/** A tenant's id that came from a session, an API key or a job, never from a request's body. */
export type TenantId = string & { readonly [tenantBrand]: true };

export type Actor = {
  type: "user" | "job";
  id: string | null;
  name: string;
  email: string | null;
  role: string | null;
  /** The name of a role that the customer named. */
  roleName?: string | null;
};

export type RequestInfo = {
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  /** By which the browser is known again. */
  deviceId?: string | null;
  locale?: string;
  /** The browser's cookie, which also tells for which accounts it is known. */
  devices?: string | undefined;
};

export type TenantContext = {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<Permission>;
  readonly request: RequestInfo;
  readonly sessionId: string | null;
  /** The user has not agreed to the terms as they are today: nothing but that is open to them. */
  readonly mustAcceptTerms?: boolean;
  /** Only addresses with one of these tags exist for the caller; null or missing: all of them. */
  readonly tagScope?: readonly string[] | null;
  /** When the person last proved who they are; dangerous acts want that to be recent. */
  readonly provenAt?: Date;
  /** By when a second step has to be set up where the tenant requires one and the user has none. */
  readonly secondStepDue?: Date | null;
  /** The contract ends: its data can be read and taken along, and is not changed any more. */
  readonly isClosing?: boolean;
  /** The request came from outside the networks that the tenant allows: it opens nothing but the way back. */
  readonly isOutside?: boolean;
  /** An invoice stayed unpaid: until it is paid, data can be read and taken along, and is not changed. */
  readonly isUnpaid?: boolean;
  /** The caller is a customer's own program with this token. */
  readonly apiTokenId?: string;
  readonly tx?: Transaction;
};

export type OperatorContext = {
  readonly operator: { id: string; name: string; email: string };
  readonly sessionId: string;
  readonly request: RequestInfo;
  readonly provenAt?: Date;
  /** The password was made for them: nothing but choosing their own is open to them. */
  readonly mustChoosePassword?: boolean;
};

const noRequest: RequestInfo = { ip: null, userAgent: null, requestId: null };

/** The first line of every query and mutation. Throws `not_permitted`. */
export function authorize(ctx: TenantContext, permission: Permission): void {
  if (ctx.permissions.has(permission)) return;
  const reason = ctx.isClosing ? "closing" : ctx.isUnpaid ? "unpaid" : "not_permitted";
  throw new AppError("not_permitted", reason);
}

export const can = (ctx: TenantContext, permission: Permission): boolean =>
  ctx.permissions.has(permission);

/** The context of a background job: it acts for the whole tenant under its own name in the audit log. */
export function contextForJob(tenantId: string, name: string): TenantContext {
  return {
    tenantId: tenantId as TenantId,
    actor: { type: "job", id: null, name, email: null, role: null },
    permissions: new Set(permissions),
    request: noRequest,
    sessionId: null,
  };
}

/** Minted by `lib/auth` only, after the session row has been checked. */
export function contextForUser(user: {
  tenantId: string;
  id: string;
  name: string;
  email: string;
  role: string;
  roleName?: string | null;
  permissions: ReadonlySet<Permission>;
  tagScope?: readonly string[] | null;
  sessionId: string;
  request: RequestInfo;
}): TenantContext {
  return {
    tenantId: user.tenantId as TenantId,
    actor: {
      type: "user",
      id: user.id,
      name: user.name,
      email: user.email,
      role: user.role,
      roleName: user.roleName ?? null,
    },
    permissions: user.permissions,
    tagScope: user.tagScope ?? null,
    request: user.request,
    sessionId: user.sessionId,
  };
}
