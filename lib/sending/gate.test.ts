import { afterEach, expect, it, vi } from "vitest";
import { createGate } from "./gate";

afterEach(() => vi.useRealTimers());

it("W25: a clock that is set back does not keep the gate closed", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const gate = createGate();
  gate.learn(429, { "retry-after": "0.05" });
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(await gate.pass()).toBe(0);
});
