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
};

export type RequestInfo = { ip: string | null; userAgent: string | null; requestId: string | null };

export type TenantContext = {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<Permission>;
  readonly request: RequestInfo;
  readonly sessionId: string | null;
  /** The user has not agreed to the terms as they are today: nothing but that is open to them. */
  readonly mustAcceptTerms?: boolean;
  /** The contract ends: its data can be read and taken along, and is not changed any more. */
  readonly isClosing?: boolean;
  readonly tx?: Transaction;
};

export type OperatorContext = {
  readonly operator: { id: string; name: string; email: string };
  readonly sessionId: string;
  readonly request: RequestInfo;
};

const noRequest: RequestInfo = { ip: null, userAgent: null, requestId: null };

/** The first line of every query and mutation. Throws `not_permitted`. */
export function authorize(ctx: TenantContext, permission: Permission): void {
  if (ctx.permissions.has(permission)) return;
  throw new AppError("not_permitted", ctx.isClosing ? "closing" : "not_permitted");
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
  permissions: ReadonlySet<Permission>;
  sessionId: string;
  request: RequestInfo;
}): TenantContext {
  return {
    tenantId: user.tenantId as TenantId,
    actor: { type: "user", id: user.id, name: user.name, email: user.email, role: user.role },
    permissions: user.permissions,
    request: user.request,
    sessionId: user.sessionId,
  };
}
