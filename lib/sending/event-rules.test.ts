import { describe, expect, it } from "vitest";
import { type ProviderEvent, splitReason, summarizeEvents } from "./event-rules";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 0, minute));
const event = (
  type: string,
  minute: number,
  bounce: ProviderEvent["bounce"] = null,
): ProviderEvent => ({
  type: `email.${type}`,
  at: at(minute),
  bounce,
  isAutomatic: false,
});
const hard = event("bounced", 4, { isHard: true, message: "General / 550" });
const soft = event("bounced", 3, { isHard: false, message: "MailboxFull" });

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

const all = [
  event("sent", 0),
  event("delivery_delayed", 1),
  event("delivered", 2),
  soft,
  event("opened", 5),
  event("complained", 6),
];

describe("summarizeEvents", () => {
  it("W14: comes to the same result for every order and any repeats", () => {
    for (const set of [all, [...all.slice(0, 5), hard]]) {
      const expected = summarizeEvents(set);
      for (const order of permutations(set)) {
        expect(summarizeEvents(order)).toEqual(expected);
        expect(summarizeEvents([...order, ...order])).toEqual(expected);
      }
    }
  });

  it.each([
    ["sent", [event("sent", 0)], "accepted", null],
    ["delivered", [event("delivered", 1), event("sent", 0)], "delivered", null],
    ["soft bounce", [event("sent", 0), soft], "bounced", null],
    ["delivered after a soft bounce", [soft, event("delivered", 9)], "delivered", null],
    ["hard bounce after delivery", [event("delivered", 2), hard], "bounced", "bounced"],
    ["complaint", [event("delivered", 2), event("complained", 3)], "delivered", "complained"],
    ["complaint alone", [event("complained", 3)], "delivered", "complained"],
    ["click alone", [event("clicked", 3)], "delivered", null],
    ["failed", [event("failed", 3), event("sent", 0)], "failed", null],
  ] as const)("reads %s", (_name, events, state, suppress) => {
    expect(summarizeEvents(events)).toMatchObject({ state, suppress });
  });

  it("keeps the first time of each kind", () => {
    const summary = summarizeEvents([
      event("opened", 9),
      event("opened", 5),
      event("complained", 7),
    ]);
    expect(summary).toMatchObject({ openedAt: at(5), complainedAt: at(7), deliveredAt: at(5) });
  });

  it("splits reasons into a message key and its detail", () => {
    expect(splitReason(summarizeEvents([hard]).reason ?? "")).toEqual({
      code: "hardBounce",
      detail: "General / 550",
    });
    expect(splitReason("manual")).toEqual({ code: "manual", detail: "" });
  });

  it("W14: tells opens that may be a machine's from a person's, in any order", () => {
    const machine = { ...event("opened", 2), isAutomatic: true };
    const later = { ...event("opened", 9), isAutomatic: true };
    const cases: [ProviderEvent[], boolean][] = [
      [[event("delivered", 1)], false],
      [[event("delivered", 1), machine, later], true],
      [[machine, event("opened", 5), later], false],
      [[machine, event("clicked", 6)], false],
    ];
    for (const [events, isAutomatic] of cases)
      for (const order of permutations(events))
        expect(summarizeEvents(order).openedAutomatically).toBe(isAutomatic);
    expect(summarizeEvents([machine, event("opened", 5)]).openedAt).toEqual(at(2));
  });
});
