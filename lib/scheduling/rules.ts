import { endOfSpan } from "@/lib/best-hours/rules";
import { fieldError } from "@/lib/errors";
import type { When } from "./schema";

/** When a delivery is to leave: at once where `startsAt` is null; each recipient at its own hour until `bestHoursUntil`. */
export type Plan = { startsAt: Date | null; bestHoursUntil: Date | null };

const farthestDays = 366;
const dayMs = 24 * 60 * 60 * 1000;

/** What is wrong with a start time, as a message key, or null. */
export function timeProblem(at: Date, now: Date): string | null {
  if (at.getTime() <= now.getTime()) return "validation.mustBeFuture";
  if (at.getTime() > now.getTime() + farthestDays * dayMs) return "deliveries.errors.tooFarAway";
  return null;
}

/** Whether a delivery was stopped for its bounces or complaints. */
export const isStop = (failure: string | null): boolean =>
  failure !== null && /^(bounce|complaint)Rate: /.test(failure);

export function modeOf({ startsAt, bestHoursUntil }: Plan): When["mode"] {
  if (bestHoursUntil) return "best";
  return startsAt ? "at" : "now";
}

/** Reads what was chosen; throws with the field that cannot be, as a start in the past. */
export function readPlan(when: When, now: Date): Plan {
  if (when.mode === "now") return { startsAt: null, bestHoursUntil: null };
  const problem = timeProblem(when.at, now);
  if (problem) throw fieldError("at", problem);
  if (when.mode === "at") return { startsAt: when.at, bestHoursUntil: null };
  const bestHoursUntil = endOfSpan(when.at, when.until);
  if (bestHoursUntil <= when.at) throw fieldError("until", "deliveries.errors.untilBeforeStart");
  return { startsAt: when.at, bestHoursUntil };
}
