import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";

/** So many calls in any window, as a provider's answers tell. */
export type Policy = { limit: number; windowMs: number };
/** Calls of the allowance that belong to a process from now on. */
export type Lot = {
  /** None where the first one would begin later than a call waits. */
  count: number;
  /** Until the first one, or until it is worth asking again. */
  waitMs: number;
  /** From one to the next; 0: all at once, nobody has told an allowance yet. */
  everyMs: number;
  /** What the budget's own clock showed when it was asked. */
  nowMs: number;
};
export type Told = {
  policy: Policy | undefined;
  /** Calls that this process made before it knew of a policy, and has not told yet. */
  unpaced: number;
  /** Calls in the window, whoever made them. */
  used: number;
  /** No call is welcome for so long. */
  closedMs: number;
  isRefused: boolean;
};

/** A provider's allowance, shared by all processes that send through it. */
export type Budget = {
  /** Takes up to `wanted` calls that begin within `longestMs`. */
  take(wanted: number, longestMs: number): Promise<Lot>;
  tell(told: Told): Promise<void>;
};

/** The budget in the database of the provider with this address; each step is one short statement of its own. */
export const createBudget = (provider: string): Budget => ({
  async take(wanted, longestMs) {
    const [lot] = await controlDb().execute<Lot>(sql`
      select taken as count, wait_ms as "waitMs", every_ms as "everyMs", now_ms as "nowMs"
      from take_calls(${provider}, ${wanted}, ${longestMs})`);
    if (!lot) throw new Error("take_calls returned no row");
    return lot;
  },
  async tell({ policy, unpaced, used, closedMs, isRefused }) {
    await controlDb().execute(sql`
      select tell_call_budget(${provider}, ${policy?.limit ?? null}, ${policy?.windowMs ?? null},
        ${unpaced}, ${used}, ${closedMs}, ${isRefused})`);
  },
});
