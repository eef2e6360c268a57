import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "./client-address";
import { isSecureSurface } from "./cookie-names";
import { log } from "./log";
import { safePath } from "./safe-path";
import { transportPolicy } from "./transport-policy";

export type AccessLine = {
  log: "access";
  requestId: string;
  method: string;
  path: string;
  /** Null when the client went away before there was an answer. */
  status: number | null;
  durationMs: number;
  ip: string;
  tenantId?: string;
  userId?: string;
  operatorId?: string;
};

type Who = Pick<AccessLine, "tenantId" | "userId" | "operatorId">;
type Started = { request: IncomingMessage; response: ServerResponse };

/** Next keeps the code that starts the process and the code that answers apart: they meet here. */
const holder = globalThis as typeof globalThis & { ecaiCallers?: Map<string, Who> };

/**
 * Gives every request of this process an id and its true path before anybody reads its headers, whatever it claims of
 * itself, and writes one line about it when it has been answered. Returns how to stop that.
 */
export function startAccessLog(
  write: (line: AccessLine) => void = (line) => log.info(line, "request"),
): () => void {
  const callers = new Map<string, Who>();
  holder.ecaiCallers = callers;
  const begin = (message: unknown) => {
    const { request, response } = message as Started;
    const requestId = crypto.randomUUID();
    const began = performance.now();
    request.headers["x-request-id"] = requestId;
    request.headers["x-path"] = request.url ?? "/";
    request.url = readableUrl(request.url ?? "/");
    response.setHeader("X-Request-Id", requestId);
    if (isSecureSurface()) response.setHeader("Strict-Transport-Security", transportPolicy);
    callers.set(requestId, {});
    response.once("close", () => {
      const who = callers.get(requestId);
      callers.delete(requestId);
      write({ ...lineOf(request, response), requestId, durationMs: since(began), ...who });
    });
  };
  const started = channel("http.server.request.start");
  started.subscribe(begin);
  return () => void started.unsubscribe(begin);
}

/** Next answers a path with broken escapes by an error of its own: their signs stand for themselves then. */
function readableUrl(url: string): string {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll("%", "%25") + url.slice(path.length);
  }
}

/** Adds who has called to the line about the request, once that is known. */
export function noteCaller(requestId: string | null, who: Who): void {
  const known = requestId ? holder.ecaiCallers?.get(requestId) : undefined;
  if (known) Object.assign(known, who);
}

const since = (began: number) => Math.round((performance.now() - began) * 10) / 10;

function lineOf(request: IncomingMessage, response: ServerResponse) {
  const forwarded = request.headers["x-forwarded-for"];
  const headers = new Headers(forwarded ? { "x-forwarded-for": `${forwarded}` } : {});
  return {
    log: "access" as const,
    method: request.method ?? "",
    path: safePath(request.url ?? ""),
    status: response.headersSent ? response.statusCode : null,
    ip: clientAddress(headers),
  };
}
