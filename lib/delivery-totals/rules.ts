export type DeliveryTotals = {
  audience: number;
  /** Those that a server has taken. */
  sent: number;
  delivered: number;
  opened: number;
  /** Those of them that may be a machine's alone. */
  openedAutomatically: number;
  clicked: number;
  complained: number;
  bounced: number;
  /** Still queued or being sent. */
  open: number;
};

export const noTotals: DeliveryTotals = {
  audience: 0,
  sent: 0,
  delivered: 0,
  opened: 0,
  openedAutomatically: 0,
  clicked: 0,
  complained: 0,
  bounced: 0,
  open: 0,
};

/** Days in Japan such as `2026-11-24`, both included; either may be open. */
export type DayRange = { from?: string | undefined; to?: string | undefined };
export type PeriodUnit = "day" | "month";

export const shownDays = 30;
const dayMs = 86_400_000;
const jstMs = 9 * 3_600_000;
/** More bars than this cannot be told apart. */
const mostDays = 62;
const mostMonths = 120;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The range with both ends: without one it is the last thirty days up to the other end or today, at most ten years. */
export function completeRange({ from, to }: DayRange, now: Date): { from: string; to: string } {
  const today = dayOf(now.getTime() + jstMs);
  const last = to ?? (from && from > today ? from : today);
  const first = from ?? dayOf(msOf(last) - (shownDays - 1) * dayMs);
  const earliest = dayOf(msOf(last) - mostMonths * 30 * dayMs);
  return { from: first > last ? last : first < earliest ? earliest : first, to: last };
}

/** Whether the range is drawn by days or by months. */
export const unitOf = (from: string, to: string): PeriodUnit =>
  (msOf(to) - msOf(from)) / dayMs < mostDays ? "day" : "month";
