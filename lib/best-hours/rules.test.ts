import { describe, expect, it } from "vitest";
import { bestSlot, endOfSpan, inOneSlot, periodOf, planFor, planSlots } from "./rules";

const at = (day: number, time: string) => new Date(`2026-11-${day}T${time}+09:00`);
const none = { quietFrom: null, quietUntil: null };
const night = { quietFrom: 21 * 60, quietUntil: 8 * 60 };
const span = (from: Date, until: Date) => ({ from, until });
/** 24 counts with the given ones in their hours. */
const counts = (some: Record<number, number>) =>
  Array.from({ length: 24 }, (_, hour) => some[hour] ?? 0);
const times = (slots: ReturnType<typeof planSlots>) =>
  slots.map((slot) => new Date(slot.at).toLocaleTimeString("sv", { timeZone: "Asia/Tokyo" }));

describe("the hours that a delivery may leave in", () => {
  it("W14: are those of a day from the chosen time on, each once, from its beginning", () => {
    const slots = planSlots(span(at(27, "07:30"), at(28, "07:30")), none);
    expect(slots).toHaveLength(24);
    expect(times(slots).slice(0, 3)).toEqual(["07:30:00", "08:00:00", "09:00:00"]);
    expect(times(slots).at(-1)).toBe("06:00:00");
    expect(slots.flatMap(({ hours }) => hours)).toHaveLength(24);
  });

  it("W14: end before the latest hour", () => {
    const slots = planSlots(span(at(27, "09:00"), at(27, "12:00")), none);
    expect(slots.map(({ hours }) => hours)).toEqual([[9], [10], [11]]);
  });

  it("W14: leave out quiet hours, whose people move to the next hour that is allowed", () => {
    const slots = planSlots(span(at(27, "07:00"), at(28, "07:00")), night);
    expect(times(slots)[0]).toBe("08:00:00");
    expect(times(slots).at(-1)).toBe("20:00:00");
    expect(slots[0]?.hours.toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 23,
    ]);
    const half = planSlots(span(at(27, "07:00"), at(27, "10:00")), {
      quietFrom: 0,
      quietUntil: 510,
    });
    expect(half).toMatchObject([{ hours: [8, 7] }, { hours: [9] }]);
    expect(times(half)).toEqual(["08:30:00", "09:00:00"]);
  });

  it("wait for the end of quiet hours that cover all of them", () => {
    const slots = planSlots(span(at(27, "22:00"), at(28, "00:00")), night);
    expect(slots.map((slot) => slot.at)).toEqual([at(28, "08:00").toISOString()]);
    expect(slots[0]?.hours).toHaveLength(24);
  });
});

describe("the best hour", () => {
  const slots = planSlots(span(at(27, "07:00"), at(28, "07:00")), none);

  it("W14: is the one with the most reactions in it and beside it, else the first of the day, else none", () => {
    expect(bestSlot(slots, counts({ 9: 1, 20: 3 }))).toBe(13);
    expect(bestSlot(slots, counts({ 8: 1, 9: 1, 10: 1, 20: 1 }))).toBe(2);
    expect(bestSlot(slots, counts({ 12: 2, 19: 2 }))).toBe(5);
    expect(bestSlot(slots, counts({ 5: 2, 19: 2 }))).toBe(22);
    expect(bestSlot(slots, counts({ 23: 1, 0: 2, 6: 1 }))).toBe(17);
    expect(bestSlot(slots, counts({}))).toBeNull();
  });

  it("W14: of all recipients stands for those of whom too little is known, else the chosen time", () => {
    expect(planFor(slots, counts({ 12: 30 })).usual).toBe(5);
    expect(planFor(slots, counts({ 12: 29 })).usual).toBe(0);
    const morning = planSlots(span(at(27, "07:00"), at(27, "09:00")), none);
    expect(planFor(morning, counts({ 20: 100 })).usual).toBe(0);
    expect(inOneSlot(slots)).toEqual({ slots: [{ at: slots[0]?.at, hours: [] }], usual: 0 });
  });
});

it("a time ends at a full hour of its day or 24 hours later, also around midnight in Japan", () => {
  expect(endOfSpan(at(27, "07:30"), 18)).toEqual(at(27, "18:00"));
  expect(endOfSpan(at(27, "00:10"), 24)).toEqual(at(28, "00:00"));
  expect(endOfSpan(at(27, "23:30"), null)).toEqual(at(28, "23:30"));
});

it("periods change at midnight in Japan, every 90 days", () => {
  const start = new Date("2020-01-01T00:00+09:00");
  const after = (days: number) => new Date(start.getTime() + days * 86_400_000);
  expect([periodOf(start), periodOf(after(89.99)), periodOf(after(90))]).toEqual([0, 0, 1]);
});
