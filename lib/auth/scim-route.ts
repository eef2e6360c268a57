import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { NextRequest } from "next/server";
import { scimTokens } from "@/db/schema/scim";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { noteCaller } from "@/lib/access-log";
import { env } from "@/lib/env";
import { AppError, httpStatus } from "@/lib/errors";
import { log, withLogFields } from "@/lib/log";
import { noteTokenUse, readBearerToken } from "./bearer-tokens";
import { contextForJob, type RequestInfo, type TenantContext } from "./context";
import { requestInfo } from "./request-info";
import { ScimError } from "./scim-error";
import { throttle } from "./throttle";
import { markGuarded } from "./wrapped";

type Params = Record<string, string>;
type Work = (ctx: TenantContext, request: NextRequest, params: Params) => Promise<unknown>;

const requestsPerToken = { most: 1500, windowSeconds: 60 };
const failuresPerNetwork = { most: 60, windowSeconds: 900 };

/** A route handler for a customer's directory, which proves itself by its tenant's bearer token; may act on users alone. */
export function scimRoute(work: Work, status: 200 | 201 | 204 = 200) {
  return markGuarded("scim", async (request: NextRequest, route: { params: Promise<Params> }) => {
    const info = await requestInfo();
    return withLogFields({ requestId: info.requestId ?? undefined }, async () => {
      try {
        if (env().ECAI_SURFACE !== "web") throw new ScimError(404, "Not found");
        const ctx = await contextForToken(request.headers.get("authorization") ?? "", info);
        noteCaller(info.requestId, { tenantId: ctx.tenantId });
        const params = await route.params;
        const body = await withLogFields({ tenantId: ctx.tenantId }, () =>
          work(ctx, request, params),
        );
        return answer(status, body);
      } catch (error) {
        return refusal(error, request.nextUrl.pathname);
      }
    });
  });
}

async function contextForToken(header: string, request: RequestInfo): Promise<TenantContext> {
  const given = readBearerToken("scim", header);
  const token = given ? await findToken(given) : null;
  if (!token) {
    await throttle("scim-failure", request.ip ?? "", failuresPerNetwork);
    throw new ScimError(401, "The bearer token is missing, wrong or revoked");
  }
  await throttle("scim", token.id, requestsPerToken);
  return {
    ...contextForJob(token.tenantId, `SCIM …${token.hint}`),
    permissions: new Set(["users:read", "users:write"]),
    request,
  };
}

function findToken({ tenantId, tokenHash }: { tenantId: string; tokenHash: string }) {
  return transaction({ tenantId, actor: { id: null } }, async (tx) => {
    const [row] = await tx
      .select({
        tenantId: scimTokens.tenantId,
        id: scimTokens.id,
        hint: scimTokens.hint,
        lastUsedAt: scimTokens.lastUsedAt,
      })
      .from(scimTokens)
      .innerJoin(tenants, eq(tenants.id, scimTokens.tenantId))
      .where(
        and(
          eq(scimTokens.tenantId, tenantId),
          eq(scimTokens.tokenHash, tokenHash),
          isNull(scimTokens.revokedAt),
          eq(tenants.state, "active"),
        ),
      );
    if (row) await noteTokenUse(tx, scimTokens, row);
    return row ?? null;
  });
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(status === 204 ? {} : { "content-type": "application/scim+json; charset=utf-8" }),
      ...locationOf(body),
      "cache-control": "no-store",
      ...headers,
    },
  });
}

/** RFC 7644, 3.3: the address of a resource is in a header as well. */
function locationOf(body: unknown): Record<string, string> {
  if (typeof body !== "object" || body === null || !("meta" in body)) return {};
  const { meta } = body;
  if (typeof meta !== "object" || meta === null || !("location" in meta)) return {};
  return { location: String(meta.location) };
}

function refusal(error: unknown, path: string): Response {
  const { status, detail, scimType } = toScimError(error, path);
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="SCIM"';
  if (status === 429) headers["retry-after"] = String(requestsPerToken.windowSeconds);
  return answer(status, { schemas, status: String(status), scimType, detail }, headers);
}

const details: Partial<Record<AppError["code"], string>> = {
  not_found: "No such user",
  not_permitted: "Not permitted",
  throttled: "Too many requests",
};

function toScimError(error: unknown, path: string): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof AppError) {
    const status = httpStatus[error.code];
    const known = [400, 401, 403, 404, 409, 429].includes(status) ? status : 400;
    return new ScimError(known as ScimError["status"], details[error.code] ?? error.code);
  }
  log.error({ err: error, path }, "SCIM request failed");
  return new ScimError(500, "Unexpected error");
}

const bodyMost = 200_000;

/** The JSON that a directory has sent. Throws 400 for anything else. */
export async function scimBody(request: NextRequest): Promise<unknown> {
  const text = await request.text();
  if (text.length > bodyMost) throw new ScimError(413, "The body is too large");
  try {
    return JSON.parse(text);
  } catch {
    throw new ScimError(400, "The body is not JSON", "invalidSyntax");
  }
}
