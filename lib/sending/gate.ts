import { setTimeout as sleep } from "node:timers/promises";

export type Headers = Record<string, string | string[] | undefined>;

/** Waits up to this long happen in place; for longer ones the batch goes back to the database. */
const longestWaitMs = 5_000;
/** Calls spread evenly over this share of the allowance: the rest is for those that arrive a moment late. */
const usedShare = 0.97;
/** So much of a delay is made up for; after a longer one too many calls would fall into one window. */
const madeUpMs = 15;
const leastShare = 0.1;
/** Other processes use the same allowance: each gives way at a refusal and comes back call by call. */
const giveWay = 0.85;
const comeBack = 0.002;

type Policy = { limit: number; windowMs: number };

/** Keeps a process's calls within the allowance that the provider's answers tell, and evenly spread in it. */
export function createGate() {
  let policy: Policy | undefined;
  let share = 1;
  let opensAt = 0;
  let nextAt = 0;
  let unpaced = 0;
  let waiting = 0;
  let line: Promise<unknown> = Promise.resolve();
  const interval = () => (policy ? policy.windowMs / (policy.limit * usedShare * share) : 0);
  /** Milliseconds, on a clock that nobody sets. */
  const untilNext = () => Math.max(opensAt, nextAt) - performance.now();
  const begin = async (): Promise<number> => {
    for (let wait = untilNext(); wait > 0; wait = untilNext()) {
      if (wait > longestWaitMs) return wait;
      await sleep(wait);
    }
    nextAt = Math.max(nextAt + interval(), performance.now() + interval() - madeUpMs);
    if (!policy) unpaced += 1;
    return 0;
  };
  return {
    /** Waits for the next allowance; returns the milliseconds still to wait when that is too long. */
    async pass(): Promise<number> {
      const wait = untilNext() + waiting * interval();
      if (wait > longestWaitMs) return wait;
      waiting += 1;
      const turn = line.then(begin).finally(() => {
        waiting -= 1;
      });
      line = turn;
      return turn;
    },
    learn(status: number, headers: Headers): void {
      const told = policyOf(headers);
      if (told && !policy) {
        const used = Math.min(Math.max(unpaced, usedOf(headers, told)), told.limit);
        nextAt = performance.now() + (used * told.windowMs) / told.limit;
      }
      policy = told ?? policy;
      const isRefused = status === 429;
      share = isRefused ? Math.max(leastShare, share * giveWay) : Math.min(1, share + comeBack);
      if (isRefused || isSpent(headers, policy))
        opensAt = Math.max(opensAt, performance.now() + waitOf(headers));
    },
  };
}

/** `10` or `10, 10;w=1` calls in a second or in the window that the policy names (IETF draft, as Resend follows it). */
function policyOf(headers: Headers): Policy | undefined {
  const limit = Number.parseInt(String(headers["ratelimit-limit"]), 10);
  if (!(limit > 0)) return undefined;
  const named = `${headers["ratelimit-policy"] ?? headers["ratelimit-limit"]}`;
  const seconds = Number(/;\s*w=(\d+)/.exec(named)?.[1] ?? 1);
  return { limit, windowMs: Math.max(seconds, 1) * 1000 };
}

/** Calls of the window that have been made before anything was known. */
function usedOf(headers: Headers, { limit }: Policy): number {
  const remaining = Number(headers["ratelimit-remaining"]);
  return Number.isFinite(remaining) ? limit - remaining : 0;
}

/** Nothing is left of a longer allowance; within an ordinary window the even spread is enough. */
const isSpent = (headers: Headers, policy: Policy | undefined): boolean =>
  headers["ratelimit-remaining"] === "0" &&
  headers["ratelimit-reset"] !== undefined &&
  waitOf(headers) > (policy?.windowMs ?? 0);

/** How long the provider asks to wait: `retry-after` or `ratelimit-reset`, both in seconds. */
export function waitOf(headers: Headers): number {
  const seconds = Number(headers["retry-after"] ?? headers["ratelimit-reset"] ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0.05), 3_600) * 1000 : 1_000;
}
