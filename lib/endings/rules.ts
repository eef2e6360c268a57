/** Days after the contract's last day: erasure begins, has to be done, and no copy is left. */
export const eraseAfterDays = 14;
export const erasedByDays = 22;
export const copiesGoneByDays = 30;

const dayMs = 24 * 3_600_000;

/** A day in Japan as `2026-11-24`, so many days later. */
export const daysLater = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** A day in Japan as the moment at which it begins. */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00+09:00`);

/** Whether the contract's last day is over, by today's date in Japan. */
export const isOver = (endsOn: string, today: string): boolean => endsOn < today;

export const isErasureDue = (endsOn: string, today: string): boolean =>
  daysLater(endsOn, eraseAfterDays) <= today;
