import { contextForUser, type RequestInfo, type TenantContext } from "./context";

type KnownUser = { tenantId: string; id: string; name: string; email: string; role: string };

/**
 * Names a user in the audit log who acts before a session exists (sign-in, a single-use link); it carries
 * no permission at all.
 */
export function contextForVisitor(user: KnownUser, request: RequestInfo): TenantContext {
  return {
    ...contextForUser({ ...user, permissions: new Set(), sessionId: "", request }),
    sessionId: null,
  };
}
