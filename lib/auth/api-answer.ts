import "server-only";
import { createTranslator } from "next-intl";
import { AppError, httpStatus } from "@/lib/errors";
import { knownLocale } from "@/lib/i18n/locale";
import { loadMessages } from "@/lib/i18n/messages";
import { log } from "@/lib/log";
import { ApiError, apiField } from "./api-error";
import type { ApiResult } from "./api-route";
import type { RequestInfo } from "./context";
import { translateKey } from "./messages";
import { noted } from "./strangers";
import type { Allowance } from "./throttle";

type Told = { request: RequestInfo; allowance: Allowance | null; path: string };
type Refused = {
  status: number;
  code: string;
  messageKey: string;
  params?: Record<string, string | number>;
  field?: string;
};

/** The answer with its request id and what is left of the token's calls. */
export function apiAnswer(
  result: ApiResult,
  request: RequestInfo,
  allowance: Allowance | null,
): Response {
  const response =
    result instanceof Response
      ? result
      : Response.json(result.body, { status: result.status, headers: result.headers });
  const added = { ...allowanceHeaders(allowance), ...idHeader(request) };
  for (const [name, value] of Object.entries(added)) response.headers.set(name, value);
  response.headers.set("cache-control", "no-store");
  return response;
}

/** `{ error: { code, message, field, request_id } }` in the caller's language with the fitting status. */
export async function apiRefusal(error: unknown, told: Told): Promise<Response> {
  const { status, code, messageKey, params, field } = await refusedBy(error, told.path);
  const locale = knownLocale(told.request.locale);
  const messages = await loadMessages(locale);
  const t = createTranslator({ locale, messages, timeZone: "Asia/Tokyo" });
  const message = translateKey(t as never, messageKey, params);
  const body = {
    error: { code, message, field: field ?? null, request_id: told.request.requestId },
  };
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="ECAI"';
  if (status === 429) headers["retry-after"] = String(told.allowance?.resetSeconds ?? 60);
  return apiAnswer(Response.json(body, { status, headers }), told.request, told.allowance);
}

const allowanceHeaders = (allowance: Allowance | null): Record<string, string> =>
  allowance
    ? {
        "ratelimit-limit": String(allowance.most),
        "ratelimit-remaining": String(allowance.left),
        "ratelimit-reset": String(allowance.resetSeconds),
      }
    : {};

const idHeader = ({ requestId }: RequestInfo): Record<string, string> =>
  requestId ? { "x-request-id": requestId } : {};

async function refusedBy(error: unknown, path: string): Promise<Refused> {
  if (error instanceof ApiError) {
    const { status, code, details } = error;
    return { status, code, messageKey: `api.errors.${code}`, ...details };
  }
  if (error instanceof AppError) {
    await noted(error);
    const [field, keys] = Object.entries(error.details.fieldErrors ?? {})[0] ?? [];
    return {
      status: httpStatus[error.code],
      code: error.code,
      messageKey: keys?.[0] ?? error.messageKey,
      params: error.details.params,
      field: field && apiField(field),
    };
  }
  log.error({ err: error, path }, "API call failed");
  return { status: 500, code: "unexpected", messageKey: "unexpected" };
}
