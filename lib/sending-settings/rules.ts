const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** Japan knows no summer time. */
const japanMs = 9 * 60 * minuteMs;

export type QuietHours = { quietFrom: number | null; quietUntil: number | null };

/** Milliseconds until sending is allowed again; 0 outside the quiet hours. */
export function quietMs({ quietFrom, quietUntil }: QuietHours, now: Date): number {
  if (quietFrom === null || quietUntil === null) return 0;
  const passed = ((now.getTime() + japanMs) / minuteMs) % dayMinutes;
  const length = (quietUntil - quietFrom + dayMinutes) % dayMinutes;
  const since = (passed - quietFrom + dayMinutes) % dayMinutes;
  return since < length ? Math.ceil((length - since) * minuteMs) : 0;
}

/** `1290` as `21:30`. */
export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Every half hour of a day. */
export const halfHours: readonly string[] = Array.from({ length: 48 }, (_, index) =>
  clockText(index * 30),
);
