import { setTimeout as sleep } from "node:timers/promises";

export type Headers = Record<string, string | string[] | undefined>;

/** Waits up to this long happen in place; for longer ones the batch goes back to the database. */
const longestWaitMs = 5_000;

/**
 * Keeps a process's calls within the allowance that the provider's answers tell. Measured since the process began: a
 * clock that is set back would keep it closed for as long.
 */
export function createGate() {
  let opensAt = 0;
  return {
    /** Waits for the next allowance; returns the milliseconds still to wait when that is too long. */
    async pass(): Promise<number> {
      while (opensAt > performance.now()) {
        const wait = opensAt - performance.now();
        if (wait > longestWaitMs) return wait;
        await sleep(wait);
      }
      return 0;
    },
    learn(status: number, headers: Headers): void {
      const isSpent =
        headers["ratelimit-remaining"] === "0" && headers["ratelimit-reset"] !== undefined;
      if (status === 429 || isSpent)
        opensAt = Math.max(opensAt, performance.now() + waitOf(headers));
    },
  };
}

/** How long the provider asks to wait: `retry-after` or `ratelimit-reset`, both in seconds. */
export function waitOf(headers: Headers): number {
  const seconds = Number(headers["retry-after"] ?? headers["ratelimit-reset"] ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0.05), 3_600) * 1000 : 1_000;
}
