import "server-only";
import type { NextRequest } from "next/server";
import { getTranslations } from "next-intl/server";
import { ZodError } from "zod";
import { env } from "@/lib/env";
import { AppError, httpStatus } from "@/lib/errors";
import { log, withLogFields } from "@/lib/log";
import { paths } from "@/lib/paths";
import { authorize, type OperatorContext, type RequestInfo, type TenantContext } from "./context";
import { translateKey } from "./messages";
import type { Permission } from "./permissions";
import { throttleExport } from "./reading-limits";
import { requestInfo } from "./request-info";
import { type Demand, demandOperator, demandTenant } from "./require";
import { noted, refuseBlocked, refuseStrangers } from "./strangers";
import { suspect } from "./suspect";
import { throttlePublic } from "./throttle";
import { type Guard, markGuarded } from "./wrapped";

type Params = Record<string, string>;
type AnyParams = Record<string, string | string[]>;
type Handler<P extends AnyParams = Params> = (
  request: NextRequest,
  route: { params: Promise<P> },
) => Promise<Response>;

type TenantDemand = Pick<Demand, "needsProof"> & {
  permission?: Permission;
  /** Answers with a file that is made for it: each user may ask for so many. */
  isExport?: boolean;
};

/**
 * A route handler for a signed-in user; expected failures become JSON with the fitting status. With `needsProof` a
 * person whose last proof is too old is led to the page that asks for it and back.
 */
export function tenantRoute(
  work: (ctx: TenantContext, request: NextRequest, params: Params) => Promise<Response>,
  { permission, isExport = false, ...demand }: TenantDemand = {},
): Handler {
  return guardedRoute(
    { guard: "tenant", surface: "web", origin: "own", permission },
    async (request, params) => {
      const ctx = await demandTenant(demand).catch((error) => {
        if (isProofNeeded(error) && isNavigation(request)) return null;
        throw error;
      });
      if (!ctx) return leadToProof(request);
      if (permission) authorize(ctx, permission);
      if (isExport) await throttleExport(ctx);
      return withLogFields({ tenantId: ctx.tenantId, userId: ctx.actor.id ?? undefined }, () =>
        work(ctx, request, params),
      );
    },
  );
}

const isProofNeeded = (error: unknown): boolean =>
  error instanceof AppError && error.code === "proof_needed";

/** A person followed a link, as opposed to a script that asked. */
const isNavigation = ({ method, headers }: NextRequest): boolean =>
  method === "GET" && headers.get("sec-fetch-mode") === "navigate";

function leadToProof({ nextUrl }: NextRequest): Response {
  const next = `${nextUrl.pathname}${nextUrl.search}`;
  const location = `${paths.accountProof}?${new URLSearchParams({ next })}`;
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

/** A route handler for the provider's staff. */
export function operatorRoute(
  work: (ctx: OperatorContext, request: NextRequest, params: Params) => Promise<Response>,
): Handler {
  return guardedRoute(
    { guard: "operator", surface: "operator", origin: "own" },
    async (request, params) => work(await demandOperator(), request, params),
  );
}

type PublicOptions = {
  /** `null` answers on both. */
  surface?: "web" | "operator" | null;
  /** Called by programs, from anywhere and many from one network. */
  isForPrograms?: boolean;
};

/** A route handler that anybody may call. */
export function publicRoute<P extends AnyParams = Params>(
  work: (request: NextRequest, params: P, info: RequestInfo) => Promise<Response>,
  { surface = "web", isForPrograms = false }: PublicOptions = {},
): Handler<P> {
  const origin = isForPrograms ? "any" : "own-if-sent";
  return guardedRoute({ guard: "public", surface, origin }, async (request, params) => {
    const info = await requestInfo();
    if (!isForPrograms && !isSafe(request)) await throttlePublic(info.ip);
    return work(request, params, info);
  });
}

/** A route handler whose caller proves itself by a signature that `work` checks. */
export function webhookRoute(
  work: (request: NextRequest, body: string) => Promise<Response>,
): Handler {
  return guardedRoute({ guard: "webhook", surface: "web", origin: "any" }, async (request) => {
    const response = await work(request, await request.text());
    if (response.status === 400 || response.status === 401)
      await suspect({ kind: "forged_webhook" });
    return response;
  });
}

type Terms = {
  guard: Guard;
  surface: "web" | "operator" | null;
  /** Which origin a request that changes something must name. */
  origin: "own" | "own-if-sent" | "any";
  permission?: Permission | undefined;
};

const isSafe = ({ method }: NextRequest) => method === "GET" || method === "HEAD";

function guardedRoute<P extends AnyParams = Params>(
  { guard, surface, origin, permission }: Terms,
  work: (request: NextRequest, params: P) => Promise<Response>,
): Handler<P> {
  const handler: Handler<P> = async (request, route) => {
    const info = await requestInfo();
    return withLogFields({ requestId: info.requestId ?? undefined }, async () => {
      try {
        if (surface && env().ECAI_SURFACE !== surface) throw new AppError("not_found");
        const isChecked = origin !== "any" && !isSafe(request);
        const path = request.nextUrl.pathname;
        if (isChecked)
          await refuseStrangers(info, request.headers, { path, isOriginNeeded: origin === "own" });
        else await refuseBlocked(info, path);
        return await work(request, await route.params);
      } catch (error) {
        return answerTo(error, request);
      }
    });
  };
  return markGuarded(guard, handler, async () => permission ?? null);
}

async function answerTo(error: unknown, request: NextRequest): Promise<Response> {
  if (error instanceof AppError) return refusal(await noted(error, request.method));
  if (error instanceof ZodError) return refusal(new AppError("invalid"));
  log.error({ err: error, path: request.nextUrl.pathname }, "route failed");
  return refusal(new AppError("unavailable", "unexpected"), 500);
}

async function refusal(error: AppError, status = httpStatus[error.code]): Promise<Response> {
  const t = await getTranslations();
  const message = translateKey(t, error.messageKey, error.details.params);
  const { retryAfterSeconds } = error.details;
  const headers = retryAfterSeconds ? { "retry-after": String(retryAfterSeconds) } : undefined;
  return Response.json({ error: { code: error.code, message } }, { status, headers });
}
