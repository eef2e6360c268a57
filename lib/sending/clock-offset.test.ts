import { expect, it } from "vitest";
import { createClockOffset } from "./clock-offset";

it("W25: knows the other clock by the quickest of its answers", () => {
  const toLocal = createClockOffset();
  expect(toLocal(10_050, 0, 100)).toBe(50);
  // Looked at right after the question: 10,000 is between 0 and 2.
  expect(toLocal(10_100, 100, 102)).toBe(101);
  // A slow answer says nothing new.
  expect(toLocal(10_290, 200, 400)).toBe(291);
});

it("W25: begins anew when one of the clocks is set", () => {
  const toLocal = createClockOffset();
  toLocal(10_000, 0, 2);
  expect(toLocal(3_000, 100, 104)).toBe(102);
  expect(toLocal(3_100, 200, 204)).toBe(202);
});
