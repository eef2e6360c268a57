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
