import "server-only";
import { and, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { NextRequest } from "next/server";
import { networkPolicies } from "@/db/schema/account-changes";
import { apiTokens } from "@/db/schema/api-tokens";
import { billingAccounts } from "@/db/schema/billing";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import type { apiScopes } from "@/db/values";
import { noteCaller } from "@/lib/access-log";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { withLogFields } from "@/lib/log";
import { apiAnswer, apiRefusal } from "./api-answer";
import { ApiError } from "./api-error";
import { noteTokenUse, readBearerToken } from "./bearer-tokens";
import { contextForJob, type RequestInfo, type TenantContext } from "./context";
import { isOutsideNetworks, networkColumns } from "./network-policy";
import { closingPermissions, type Permission } from "./permissions";
import { requestInfo } from "./request-info";
import { refuseBlocked } from "./strangers";
import { type Allowance, takeFromWindow, throttle } from "./throttle";
import { markGuarded } from "./wrapped";

type ApiScope = (typeof apiScopes)[number];
type Params = Record<string, string>;
export type ApiResult =
  | Response
  | { status: 200 | 201 | 202; body: Record<string, unknown>; headers?: Record<string, string> };
type Work = (ctx: TenantContext, request: NextRequest, params: Params) => Promise<ApiResult>;

const requestsPerToken = { most: 120, windowSeconds: 60 };
const failuresPerNetwork = { most: 60, windowSeconds: 900 };

const permissionsOf: Record<ApiScope, readonly Permission[]> = {
  "addresses:write": [
    "addresses:read",
    "addresses:write",
    "addresses:import",
    "tags:read",
    "tags:write",
    "attributes:write",
  ],
  "imports:undo": ["addresses:import", "utilities:use"],
};

/** A route handler for a customer's own program, which proves itself by a token with the scope. */
export function apiRoute(scope: ApiScope, work: Work) {
  return markGuarded("api", async (request: NextRequest, route: { params: Promise<Params> }) => {
    const info = await requestInfo();
    return withLogFields({ requestId: info.requestId ?? undefined }, async () => {
      let allowance: Allowance | null = null;
      try {
        if (env().ECAI_SURFACE !== "web") throw new AppError("not_found");
        await refuseBlocked(info, request.nextUrl.pathname);
        const token = await demandToken(request.headers.get("authorization"), info);
        allowance = await takeFromWindow("api", token.id, requestsPerToken);
        if (allowance.isExceeded) throw new ApiError(429, "rate_limited");
        const ctx = contextFor(token, scope, info);
        noteCaller(info.requestId, { tenantId: ctx.tenantId });
        const params = await route.params;
        const result = await withLogFields({ tenantId: ctx.tenantId }, () =>
          work(ctx, request, params),
        );
        return apiAnswer(result, info, allowance);
      } catch (error) {
        return apiRefusal(error, { request: info, allowance, path: request.nextUrl.pathname });
      }
    });
  });
}

async function demandToken(header: string | null, request: RequestInfo): Promise<Token> {
  const given = readBearerToken("api", header);
  const token = given ? await findToken(given) : null;
  if (token) return token;
  await throttle("api-failure", request.ip ?? "", failuresPerNetwork);
  throw new ApiError(401, "authentication_required");
}

type Token = NonNullable<Awaited<ReturnType<typeof findToken>>>;

function findToken({ tenantId, tokenHash }: { tenantId: string; tokenHash: string }) {
  return transaction({ tenantId, actor: { id: null } }, async (tx) => {
    const [row] = await tx
      .select({
        tenantId: apiTokens.tenantId,
        id: apiTokens.id,
        name: apiTokens.name,
        scopes: apiTokens.scopes,
        lastUsedAt: apiTokens.lastUsedAt,
        tenantState: tenants.state,
        stoppedAt: billingAccounts.stoppedAt,
        ...networkColumns,
      })
      .from(apiTokens)
      .innerJoin(tenants, eq(tenants.id, apiTokens.tenantId))
      .leftJoin(billingAccounts, eq(billingAccounts.tenantId, apiTokens.tenantId))
      .leftJoin(networkPolicies, eq(networkPolicies.tenantId, apiTokens.tenantId))
      .where(
        and(
          eq(apiTokens.tenantId, tenantId),
          eq(apiTokens.tokenHash, tokenHash),
          isNull(apiTokens.revokedAt),
          gt(apiTokens.expiresAt, sql`now()`),
          ne(tenants.state, "suspended"),
        ),
      );
    if (row) await noteTokenUse(tx, apiTokens, row);
    return row ?? null;
  });
}

function contextFor(token: Token, scope: ApiScope, request: RequestInfo): TenantContext {
  if (isOutsideNetworks(token, request.ip)) throw new ApiError(403, "network_not_allowed");
  if (!token.scopes.includes(scope))
    throw new ApiError(403, "scope_missing", { params: { scope } });
  const permissions = new Set(token.scopes.flatMap((name) => permissionsOf[name]));
  const isClosing = token.tenantState === "closing";
  const isUnpaid = token.stoppedAt !== null;
  return {
    ...contextForJob(token.tenantId, `API ${token.name}`),
    permissions: isClosing || isUnpaid ? closingPermissions(permissions) : permissions,
    isClosing,
    isUnpaid,
    request,
    apiTokenId: token.id,
  };
}
