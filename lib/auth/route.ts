import "server-only";
import type { NextRequest } from "next/server";
import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";
import { AppError, httpStatus } from "@/lib/errors";
import { log, withLogFields } from "@/lib/log";
import { paths } from "@/lib/paths";
import type { RequestInfo, TenantContext } from "./context";
import { translateKey } from "./messages";
import { requestInfo } from "./request-info";
import { type Demand, demandTenant } from "./require";
import { type Guard, markGuarded } from "./wrapped";

type Params = Record<string, string>;
type AnyParams = Record<string, string | string[]>;
type Handler<P extends AnyParams = Params> = (
  request: NextRequest,
  route: { params: Promise<P> },
) => Promise<Response>;

/**
 * A route handler for a signed-in user; expected failures become JSON with the fitting status. With `needsProof` a
 * person whose last proof is too old is led to the page that asks for it and back.
 */
export function tenantRoute(
  work: (ctx: TenantContext, request: NextRequest, params: Params) => Promise<Response>,
  demand: Pick<Demand, "needsProof"> = {},
): Handler {
  return guardedRoute("tenant", "web", async (request, params) => {
    const ctx = await demandTenant(demand).catch((error) => {
      if (isProofNeeded(error) && isNavigation(request)) return null;
      throw error;
    });
    if (!ctx) return leadToProof(request);
    return withLogFields({ tenantId: ctx.tenantId, userId: ctx.actor.id ?? undefined }, () =>
      work(ctx, request, params),
    );
  });
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

/** A route handler that anybody may call; `surface` null answers on both. */
export function publicRoute<P extends AnyParams = Params>(
  work: (request: NextRequest, params: P, info: RequestInfo) => Promise<Response>,
  surface: "web" | "operator" | null = "web",
): Handler<P> {
  return guardedRoute("public", surface, async (request, params) =>
    work(request, params, await requestInfo()),
  );
}

/** A route handler whose caller proves itself by a signature that `work` checks. */
export function webhookRoute(
  work: (request: NextRequest, body: string) => Promise<Response>,
): Handler {
  return guardedRoute("webhook", "web", async (request) => work(request, await request.text()));
}

function guardedRoute<P extends AnyParams = Params>(
  guard: Guard,
  surface: "web" | "operator" | null,
  work: (request: NextRequest, params: P) => Promise<Response>,
): Handler<P> {
  return markGuarded(guard, async (request: NextRequest, route: { params: Promise<P> }) => {
    const info = await requestInfo();
    return withLogFields({ requestId: info.requestId ?? undefined }, async () => {
      try {
        if (surface && env().ECAI_SURFACE !== surface) throw new AppError("not_found");
        return await work(request, await route.params);
      } catch (error) {
        if (error instanceof AppError) return refusal(error);
        log.error({ err: error, path: request.nextUrl.pathname }, "route failed");
        return refusal(new AppError("unavailable", "unexpected"), 500);
      }
    });
  });
}

async function refusal(error: AppError, status = httpStatus[error.code]): Promise<Response> {
  const t = await getTranslations();
  const message = translateKey(t, error.messageKey, error.details.params);
  return Response.json({ error: { code: error.code, message } }, { status });
}
