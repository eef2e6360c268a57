import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createGate } from "./gate";

vi.mock("node:timers/promises", () => ({
  setTimeout: (milliseconds: number) =>
    new Promise((resolve) => globalThis.setTimeout(resolve, milliseconds)),
}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ten = { "ratelimit-policy": "10;w=1", "ratelimit-limit": "10" };

/** Calls of so many workers in `seconds` against ten a second in any second, answered after 150 ms; how they ended. */
async function callFor(seconds: number, gates: ReturnType<typeof createGate>[]) {
  const accepted: number[] = [];
  let refused = 0;
  const until = performance.now() + seconds * 1000;
  const call = async (gate: ReturnType<typeof createGate>) => {
    if ((await gate.pass()) > 0) return;
    const now = performance.now();
    const recent = accepted.filter((at) => at > now - 1000).length;
    const remaining = { "ratelimit-remaining": String(Math.max(0, 9 - recent)) };
    const isRefused = recent >= 10;
    if (isRefused) refused += 1;
    else accepted.push(now);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const headers = { ...ten, ...remaining, "ratelimit-reset": "1", "retry-after": "1" };
    gate.learn(isRefused ? 429 : 200, headers);
  };
  const slot = async (gate: ReturnType<typeof createGate>) => {
    while (performance.now() < until) await call(gate);
  };
  const all = Promise.all(gates.flatMap((gate) => [slot(gate), slot(gate), slot(gate)]));
  await vi.advanceTimersByTimeAsync((seconds + 2) * 1000);
  await all;
  return { accepted: accepted.length, refused };
}

describe("createGate", () => {
  it("W25: uses 95 % of the provider's allowance and is not refused", async () => {
    const { accepted, refused } = await callFor(60, [createGate()]);
    expect(accepted).toBeGreaterThanOrEqual(0.95 * 600);
    expect(refused).toBe(0);
  });

  it("W25: two workers share the allowance", async () => {
    const { accepted, refused } = await callFor(120, [createGate(), createGate()]);
    expect(accepted).toBeGreaterThanOrEqual(0.8 * 1_200);
    expect(refused).toBeLessThan(0.1 * accepted);
  });

  it("waits in place for a moment, and tells a longer wait", async () => {
    const gate = createGate();
    gate.learn(429, { "retry-after": "2" });
    const passed = gate.pass();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(await passed).toBe(0);
    gate.learn(200, { ...ten, "ratelimit-remaining": "0", "ratelimit-reset": "600" });
    expect(await gate.pass()).toBeGreaterThan(500_000);
  });

  it("W25: a clock that is set back does not keep the gate closed", async () => {
    const gate = createGate();
    gate.learn(429, { "retry-after": "0.05" });
    vi.setSystemTime(Date.now() - 3_600_000);
    const passed = gate.pass();
    await vi.advanceTimersByTimeAsync(51);
    expect(await passed).toBe(0);
  });
});
