import { outliveLostSockets } from "@/db/lost-sockets";
import { startAccessLog } from "@/lib/access-log";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { settleClientAddresses } from "@/lib/peer-address";
import { startKeepingErrors } from "@/lib/service-errors/mutations";
import { watchWorkers } from "@/lib/watching/mutations";

const workersEveryMs = 60_000;

/**
 * A process with wrong settings does not start, rather than fail at its first request; and it believes nobody's word for
 * where they come from. Each request leaves a line.
 */
export function startProcess(): void {
  const { ECAI_SURFACE, TRUSTED_PROXIES } = env();
  settleClientAddresses(TRUSTED_PROXIES);
  outliveLostSockets();
  startAccessLog();
  startKeepingErrors();
  if (ECAI_SURFACE === "web") startWatchingWorkers();
}

/** The workers tell what is wrong, unless none is there. */
function startWatchingWorkers(): void {
  const watch = () => watchWorkers().catch((err) => log.error({ err }, "workers not watched"));
  setInterval(watch, workersEveryMs).unref();
}

/** A page that failed shows the error's digest; the log says what it was, and of which request. */
export function logFailedPage(error: unknown, requestId: string | string[] | undefined): void {
  log.error(
    { err: error, requestId: Array.isArray(requestId) ? requestId[0] : requestId },
    "page failed",
  );
}
