import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createInHand } from "./in-hand";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is in hand for three calls after so many seconds of so many batches a second. */
function inHandAfter(inHand: ReturnType<typeof createInHand>, seconds: number, perSecond: number) {
  for (let count = 0; count < seconds * perSecond; count += 1) {
    vi.advanceTimersByTime(1000 / perSecond);
    inHand.finished();
  }
  return inHand.most(3);
}

describe("createInHand", () => {
  it("has no more than the least in hand of a slow provider, or where a repeat is not safe", () => {
    expect(inHandAfter(createInHand({ least: 3, most: 18 }), 10, 10)).toBe(9);
    expect(inHandAfter(createInHand({ least: 2, most: 2 }), 4, 200)).toBe(6);
  });

  it("has a fifth of a second in hand of a quick one, up to a limit, and no longer than it is quick", () => {
    const inHand = createInHand({ least: 3, most: 18 });
    const quick = inHandAfter(inHand, 4, 200);
    expect(quick).toBeGreaterThanOrEqual(38);
    expect(quick).toBeLessThanOrEqual(42);
    expect(inHandAfter(inHand, 4, 1000)).toBe(54);
    vi.advanceTimersByTime(5_000);
    expect(inHand.most(3)).toBe(9);
  });
});
