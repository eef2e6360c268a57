/** Days from an invoice that could not be charged until sending stops, unless the provider sets another number. */
export const defaultGraceDays = 14;

const dayMs = 24 * 3_600_000;

/** The moment from which on nothing is changed or sent. */
export const stopsAt = (unpaidSince: Date, graceDays: number): Date =>
  new Date(unpaidSince.getTime() + graceDays * dayMs);

/** Days after the failure on which the master accounts are reminded: halfway and on the last day before the stop. */
export function reminderDays(graceDays: number): number[] {
  const days = [Math.ceil(graceDays / 2), graceDays - 1].filter((day) => day > 0);
  return [...new Set(days)].sort((a, b) => a - b);
}

/** What the master accounts are to have been told by now: the newest stage only, so that a late run tells no old one. */
export function arrearsStage(unpaidSince: Date, graceDays: number, now: Date): string {
  if (now >= stopsAt(unpaidSince, graceDays)) return "stopped";
  const passed = Math.floor((now.getTime() - unpaidSince.getTime()) / dayMs);
  const reminder = reminderDays(graceDays).findLast((day) => day <= passed);
  return reminder === undefined ? "failed" : `reminder-${reminder}`;
}
