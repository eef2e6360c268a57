import type { Instrumentation } from "next";

const workersEveryMs = 60_000;

/**
 * A process with wrong settings does not start, rather than fail at its first request; and it believes nobody's word for
 * where they come from. Each request leaves a line.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE) return;
  const { env } = await import("@/lib/env");
  const { ECAI_SURFACE, TRUSTED_PROXIES } = env();
  const { settleClientAddresses } = await import("@/lib/peer-address");
  settleClientAddresses(TRUSTED_PROXIES);
  const { startAccessLog } = await import("@/lib/access-log");
  startAccessLog();
  const { startKeepingErrors } = await import("@/lib/service-errors/mutations");
  startKeepingErrors();
  if (ECAI_SURFACE === "web") await startWatchingWorkers();
}

/** The workers tell what is wrong, unless none is there. */
async function startWatchingWorkers(): Promise<void> {
  const { watchWorkers } = await import("@/lib/watching/mutations");
  const { log } = await import("@/lib/log");
  const watch = () => watchWorkers().catch((err) => log.error({ err }, "workers not watched"));
  setInterval(watch, workersEveryMs).unref();
}

/** A page that failed shows the error's digest; the log says what it was, and of which request. */
export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("@/lib/log");
  const id = request.headers["x-request-id"];
  log.error({ err: error, requestId: Array.isArray(id) ? id[0] : id }, "page failed");
};
