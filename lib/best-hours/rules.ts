import type { HourPlan } from "@/db/schema/address-hours";
import { type QuietHours, quietMs } from "@/lib/sending-settings/rules";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Japan knows no summer time. */
const japanMs = 9 * hourMs;
const dayHours = 24;

/** Fewer reactions than these say nothing about a person's day. */
export const ownReactionsLeast = 3;
/** Nor fewer than these about the day of all of a customer's recipients. */
export const allReactionsLeast = 30;

const periodDays = 90;
const firstDay = Date.UTC(2020, 0, 1);

/** The period of 90 days that the moment lies in, counted through: figures are kept for this one and the one before. */
export const periodOf = (at: Date): number =>
  Math.floor((at.getTime() + japanMs - firstDay) / (periodDays * dayMs));

const hourOf = (time: number): number => Math.floor((time + japanMs) / hourMs) % dayHours;
const nextHour = (time: number): number => (Math.floor(time / hourMs) + 1) * hourMs;

export type Slots = HourPlan["slots"];
type Span = { from: Date; until: Date };

/**
 * When mails may leave between two moments, an hour of the day once: at its beginning, or when the quiet hours end within
 * it. Hours of which nothing is allowed join the next that is; where none is, all wait for the end of the quiet hours.
 */
export function planSlots({ from, until }: Span, quiet: QuietHours): Slots {
  const slots = new Map<number, { at: string; hours: number[] }>();
  const quietly: { hour: number; next: number }[] = [];
  const end = Math.min(until.getTime(), from.getTime() + dayMs);
  for (let time = from.getTime(); time < end; time = nextHour(time)) {
    const hour = hourOf(time);
    const leaves = time + quietMs(quiet, new Date(time));
    if (slots.has(hour)) break;
    if (leaves < Math.min(nextHour(time), end)) slots.set(hour, slotAt(leaves, hour));
    else quietly.push({ hour, next: hourOf(leaves) });
  }
  for (const { hour, next } of quietly) slots.get(next)?.hours.push(hour);
  if (slots.size > 0) return [...slots.values()];
  const first = from.getTime() + quietMs(quiet, from);
  return [{ ...slotAt(first, 0), hours: Array.from({ length: dayHours }, (_, hour) => hour) }];
}

const slotAt = (time: number, hour: number) => ({
  at: new Date(time).toISOString(),
  hours: [hour],
});

/**
 * The slot for the hour with the most reactions, of which those in the hours beside it count half; the first of the day
 * where there are several, null where nothing was counted. `counts` are 24, by the hour of the day in Japan.
 */
export function bestSlot(slots: Slots, counts: readonly number[]): number | null {
  const ranked = slots
    .flatMap(({ hours }, slot) =>
      hours.map((hour) => ({ hour, slot, score: scoreOf(counts, hour) })),
    )
    .sort((a, b) => b.score - a.score || a.hour - b.hour);
  const [best] = ranked;
  return best && best.score > 0 ? best.slot : null;
}

/** The slot of each hour of the day, null for those in which nothing leaves. */
export const slotsByHour = (slots: Slots): (number | null)[] =>
  Array.from({ length: dayHours }, (_, hour) => {
    const slot = slots.findIndex(({ hours }) => hours.includes(hour));
    return slot < 0 ? null : slot;
  });

function scoreOf(counts: readonly number[], hour: number): number {
  const at = (one: number) => counts[(one + dayHours) % dayHours] ?? 0;
  return 2 * at(hour) + at(hour - 1) + at(hour + 1);
}

/** Where nobody's hours may be used: everything at the first moment. */
export const inOneSlot = (slots: Slots): HourPlan => ({
  slots: slots.slice(0, 1).map(({ at }) => ({ at, hours: [] })),
  usual: 0,
});

/** The plan for a time, with the slot that all recipients together react in most. */
export function planFor(slots: Slots, counts: readonly number[]): HourPlan {
  const isKnown = counts.reduce((sum, count) => sum + count, 0) >= allReactionsLeast;
  return { slots, usual: (isKnown ? bestSlot(slots, counts) : null) ?? 0 };
}

/** The end of a time that begins at `from`: a full hour of the same day in Japan (1 to 24), or 24 hours later. */
export function endOfSpan(from: Date, untilHour: number | null): Date {
  if (untilHour === null) return new Date(from.getTime() + dayMs);
  const midnight = Math.floor((from.getTime() + japanMs) / dayMs) * dayMs - japanMs;
  return new Date(midnight + untilHour * hourMs);
}
