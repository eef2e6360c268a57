import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Budget, Policy } from "./budget";
import { createGate } from "./gate";

vi.mock("node:timers/promises", () => ({
  setTimeout: (milliseconds: number) =>
    new Promise((resolve) => globalThis.setTimeout(resolve, milliseconds)),
}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As `take_calls` and `tell_call_budget` do, without refusals that make slower. */
function createMemoryBudget(): Budget {
  let policy: Policy | undefined;
  let nextAt = 0;
  let openAt = 0;
  return {
    async take(wanted, longestMs) {
      const now = performance.now();
      const everyMs = policy ? policy.windowMs / (policy.limit * 0.97) : 0;
      const begins = Math.max(nextAt, openAt, now - 15);
      const waitMs = begins - now;
      if (waitMs > longestMs) return { count: 0, waitMs, everyMs, nowMs: now };
      const count = Math.min(wanted, 1 + Math.floor((longestMs - waitMs) / (everyMs || 1)));
      nextAt = begins + count * everyMs;
      return { count, waitMs: policy ? waitMs : Math.max(0, openAt - now), everyMs, nowMs: now };
    },
    async tell(told) {
      const now = performance.now();
      if (told.policy) {
        const { limit, windowMs } = told.policy;
        const calls = policy ? told.unpaced : Math.max(told.unpaced, told.used);
        const then = Math.max(nextAt, now) + (calls * windowMs) / limit;
        nextAt = Math.max(nextAt, Math.min(then, now + windowMs));
      }
      policy = told.policy ?? policy;
      if (told.closedMs > 0) openAt = Math.max(openAt, now + told.closedMs);
    },
  };
}

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
    const { accepted, refused } = await callFor(60, [createGate(createMemoryBudget())]);
    expect(accepted).toBeGreaterThanOrEqual(0.95 * 600);
    expect(accepted).toBeLessThanOrEqual(610);
    expect(refused).toBe(0);
  });

  it("W25: three workers share the allowance, use 95 % of it and are refused at most at their start", async () => {
    const budget = createMemoryBudget();
    const { accepted, refused } = await callFor(
      60,
      [1, 2, 3].map(() => createGate(budget)),
    );
    expect(accepted).toBeGreaterThanOrEqual(0.95 * 600);
    expect(accepted).toBeLessThanOrEqual(610);
    expect(refused).toBeLessThanOrEqual(3);
  });

  it("W25: a worker that vanishes takes no more than its lot along", async () => {
    const budget = createMemoryBudget();
    const gone = createGate(budget);
    gone.learn(200, ten);
    for (let call = 0; call < 3; call += 1) void gone.pass();
    await vi.advanceTimersByTimeAsync(10);
    const { waitMs, everyMs } = await budget.take(1, 5_000);
    expect(waitMs).toBeLessThanOrEqual(3 * everyMs);
  });

  it("does not ask the budget for each of many calls", async () => {
    const budget = createMemoryBudget();
    const take = vi.spyOn(budget, "take");
    const gate = createGate(budget);
    gate.learn(200, { "ratelimit-limit": "1000" });
    let calls = 0;
    const slot = async () => {
      while (performance.now() < until) {
        await gate.pass();
        calls += 1;
      }
    };
    const until = performance.now() + 2_000;
    const all = Promise.all([slot(), slot(), slot()]);
    await vi.advanceTimersByTimeAsync(3_000);
    await all;
    expect(calls).toBeGreaterThan(1_800);
    expect(take.mock.calls.length).toBeLessThan(40);
  });

  it("asks once a second while nobody has told an allowance", async () => {
    const budget = createMemoryBudget();
    const take = vi.spyOn(budget, "take");
    const gate = createGate(budget);
    for (let call = 0; call < 100; call += 1) expect(await gate.pass()).toBe(0);
    expect(take).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(await gate.pass()).toBe(0);
    expect(take).toHaveBeenCalledTimes(2);
  });

  it("waits in place for a moment, and tells a longer wait", async () => {
    const gate = createGate(createMemoryBudget());
    gate.learn(429, { "retry-after": "2" });
    const passed = gate.pass();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(await passed).toBe(0);
    gate.learn(200, { ...ten, "ratelimit-remaining": "0", "ratelimit-reset": "600" });
    expect(await gate.pass()).toBeGreaterThan(500_000);
  });

  it("tells a wait while the budget cannot be read", async () => {
    const take = vi.fn().mockRejectedValue(new Error("the database is away"));
    const gate = createGate({ ...createMemoryBudget(), take });
    expect(await gate.pass()).toBe(1_000);
  });

  it("W25: a clock that is set back does not keep the gate closed", async () => {
    const gate = createGate(createMemoryBudget());
    gate.learn(429, { "retry-after": "0.05" });
    vi.setSystemTime(Date.now() - 3_600_000);
    const passed = gate.pass();
    await vi.advanceTimersByTimeAsync(51);
    expect(await passed).toBe(0);
  });
});
