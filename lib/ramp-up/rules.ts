import type { RampUp } from "./schema";

export const defaultRampUp: RampUp = { firstDay: 1_000, factor: 2, stepDays: 3, days: 30 };

export type DailyCap = {
  mails: number;
  /** The beginning of the day in Japan from which on more is allowed. */
  risesAt: Date;
  /** How much then; null is no daily limit any more. */
  next: number | null;
};

const dayMs = 86_400_000;
const jstMs = 9 * 3_600_000;
const dayOf = (date: Date): number => Math.floor((date.getTime() + jstMs) / dayMs);
const startOf = (day: number): Date => new Date(day * dayMs - jstMs);

/** What a customer may send today that began at `startedAt`; null once it is no longer new. */
export function dailyCap(startedAt: Date, now: Date, ramp: RampUp): DailyCap | null {
  const first = dayOf(startedAt);
  const age = Math.max(0, dayOf(now) - first);
  if (age >= ramp.days) return null;
  const step = Math.floor(age / ramp.stepDays);
  const nextAge = Math.min((step + 1) * ramp.stepDays, ramp.days);
  return {
    mails: capOf(ramp, step),
    risesAt: startOf(first + nextAge),
    next: nextAge >= ramp.days ? null : capOf(ramp, step + 1),
  };
}

const most = 2_000_000_000;
const capOf = ({ firstDay, factor }: RampUp, step: number): number =>
  Math.min(most, Math.round(firstDay * factor ** step));
