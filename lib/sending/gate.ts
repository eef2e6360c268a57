import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/log";
import type { Budget, Lot, Policy } from "./budget";
import { createClockOffset } from "./clock-offset";

export type Headers = Record<string, string | string[] | undefined>;

/** Waits up to this long happen in place; for longer ones the batch goes back to the database. */
const longestWaitMs = 5_000;
/** A lot covers at least so long where calls wait, so that the database is not asked for each of many. */
const lotMs = 100;
/** A call that was kept ready longer than this is not made up for: too many would fall into one window. */
const lateMs = 15;
/** How long a process goes on without asking while nobody knows an allowance. */
const unknownMs = 1_000;
/** Until the next attempt while the database is away. */
const awayMs = 1_000;

/** When a call may begin, on a clock that nobody sets, or how long it is not worth waiting. */
type Turn = { at: number } | { waitMs: number };

/** Keeps a process's calls within its lots of the provider's budget. */
export function createGate(budget: Budget) {
  const line = createLine(budget);
  let policy: Policy | undefined;
  let opensAt = 0;
  let unpaced = 0;
  const closedFor = () => opensAt - performance.now();
  const waitForTurn = async (): Promise<number> => {
    if (line.isFree() && closedFor() <= 0) {
      unpaced += 1;
      return 0;
    }
    const turn = await line.next();
    if ("waitMs" in turn) return turn.waitMs;
    if (line.isFree()) unpaced += 1;
    await sleepUntil(Math.max(turn.at, opensAt));
    return 0;
  };
  return {
    /** Waits for the next allowance; returns the milliseconds still to wait when that is too long. */
    async pass(): Promise<number> {
      for (;;) {
        if (closedFor() > longestWaitMs) return closedFor();
        const waitMs = await waitForTurn();
        // A call that was refused meanwhile has closed the gate: what was taken before is lost.
        if (waitMs > 0 || closedFor() <= 0) return waitMs;
      }
    },
    learn(status: number, headers: Headers): void {
      const told = policyOf(headers);
      const isNew = told && !(told.limit === policy?.limit && told.windowMs === policy.windowMs);
      policy = told ?? policy;
      const isRefused = status === 429;
      const closedMs = isRefused || isSpent(headers, policy) ? waitOf(headers) : 0;
      if (!isNew && closedMs === 0) return;
      opensAt = Math.max(opensAt, performance.now() + closedMs);
      const used = told ? usedOf(headers, told) : 0;
      line.renew(budget.tell({ policy, unpaced, used, closedMs, isRefused }));
      if (policy) unpaced = 0;
    },
  };
}

/** Hands calls of the budget out in the order in which they are asked for, lot by lot. */
function createLine(budget: Budget) {
  const waiting: ((turn: Turn) => void)[] = [];
  let ready: number[] = [];
  let everyMs = 0;
  let freeUntil = 0;
  let isTaking = false;
  let told: Promise<unknown> = Promise.resolve();
  let renewals = 0;
  const toLocal = createClockOffset();

  const take = async (): Promise<void> => {
    await told;
    const renewed = renewals;
    const wanted = Math.max(waiting.length, everyMs > 0 ? Math.ceil(lotMs / everyMs) : 1);
    const askedAt = performance.now();
    const lot = await budget.take(wanted, longestWaitMs);
    const now = performance.now();
    if (renewals !== renewed) return;
    everyMs = lot.everyMs;
    if (lot.count === 0) return giveAll({ waitMs: lot.waitMs });
    if (isUnlimited(lot)) {
      freeUntil = now + unknownMs;
      return giveAll({ at: now });
    }
    const first = toLocal(lot.nowMs, askedAt, now) + lot.waitMs;
    ready = Array.from({ length: lot.count }, (_, index) => first + index * everyMs);
    for (const turn of waiting.splice(0, ready.length)) turn({ at: ready.shift() ?? now });
  };
  const giveAll = (turn: Turn): void => {
    for (const give of waiting.splice(0)) give(turn);
  };
  const takeAll = async (): Promise<void> => {
    if (isTaking) return;
    isTaking = true;
    try {
      while (waiting.length > 0) await take();
    } catch (error) {
      log.error({ err: error }, "the provider's budget cannot be read");
      giveAll({ waitMs: awayMs });
    } finally {
      isTaking = false;
    }
  };
  return {
    isFree: (): boolean => performance.now() < freeUntil,
    next(): Promise<Turn> {
      const late = performance.now() - lateMs;
      ready = ready.filter((at) => at >= late);
      const at = ready.shift();
      if (at !== undefined) return Promise.resolve({ at });
      return new Promise((resolve) => {
        waiting.push(resolve);
        void takeAll();
      });
    },
    /** What was taken is given up; the next lot is taken after `telling` has ended. */
    renew(telling: Promise<void>): void {
      renewals += 1;
      ready = [];
      freeUntil = 0;
      const logged = telling.catch((error) =>
        log.error({ err: error }, "the provider's budget cannot be written"),
      );
      told = Promise.all([told, logged]);
    },
  };
}

const isUnlimited = ({ everyMs, waitMs }: Lot): boolean => everyMs === 0 && waitMs <= 0;

async function sleepUntil(at: number): Promise<void> {
  for (let wait = at - performance.now(); wait > 0; wait = at - performance.now())
    await sleep(wait);
}
/** `10` or `10, 10;w=1` calls in a second or in the window that the policy names (IETF draft, as Resend follows it). */
function policyOf(headers: Headers): Policy | undefined {
  const limit = Number.parseInt(String(headers["ratelimit-limit"]), 10);
  if (!(limit > 0)) return undefined;
  const named = `${headers["ratelimit-policy"] ?? headers["ratelimit-limit"]}`;
  const seconds = Number(/;\s*w=(\d+)/.exec(named)?.[1] ?? 1);
  return { limit, windowMs: Math.max(seconds, 1) * 1000 };
}

/** Calls that have been made in the window. */
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
