import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { callBudgets } from "@/db/schema/control";
import { env } from "@/lib/env";
import { createBudget, type Told } from "./budget";

const nothing: Told = { policy: undefined, unpaced: 0, used: 0, closedMs: 0, isRefused: false };
const ten: Told = { ...nothing, policy: { limit: 10, windowMs: 1_000 } };
const everyMs = 1_000 / 9.7;
const longestMs = 60_000;

const createProvider = () => {
  const provider = `https://${randomUUID()}.example.com`;
  return { provider, budget: createBudget(provider) };
};

async function rowOf(provider: string) {
  const [row] = await controlDb()
    .select()
    .from(callBudgets)
    .where(eq(callBudgets.provider, provider));
  return row;
}

it("W25: lets everybody call while nobody has told an allowance, and keeps no row for it", async () => {
  const { provider, budget } = createProvider();
  expect(await budget.take(7, longestMs)).toMatchObject({ count: 7, waitMs: 0, everyMs: 0 });
  expect(await rowOf(provider)).toBeUndefined();
});

it("W25: workers that ask at once never get the same call, and together no more than the allowance", async () => {
  const { provider, budget } = createProvider();
  await budget.tell(ten);
  const workers = [1, 2, 3].map(() => postgres(env().DATABASE_URL, { max: 1, onnotice: () => {} }));
  const begins: number[] = [];
  // In one transaction, whose lock keeps the row as this lot left it.
  const takeLot = (worker: postgres.Sql) =>
    worker.begin(async (tx) => {
      const [lot] = await tx<{ taken: number; every_ms: number }[]>`
        select taken, every_ms from take_calls(${provider}, 3, ${longestMs})`;
      const [row] = await tx<{ next: number }[]>`
        select extract(epoch from next_at)::float8 * 1000 as next from call_budgets where provider = ${provider}`;
      for (let call = 1; call <= (lot?.taken ?? 0); call += 1)
        begins.push((row?.next ?? 0) - call * (lot?.every_ms ?? 0));
    });
  const work = async (worker: postgres.Sql) => {
    for (let lot = 0; lot < 20; lot += 1) await takeLot(worker);
  };
  await Promise.all(workers.map(work));
  await Promise.all(workers.map((worker) => worker.end()));
  expect(begins).toHaveLength(180);
  begins.sort((a, b) => a - b);
  const spans = begins.slice(1).map((at, index) => at - (begins[index] ?? 0));
  expect(Math.min(...spans)).toBeGreaterThan(everyMs - 0.1);
  const [span = 0] = spans.sort((a, b) => a - b).slice(Math.floor(spans.length / 2));
  expect(span).toBeLessThan(everyMs + 0.1);
});

it("W25: tells when to ask again instead of taking what begins too late", async () => {
  const { provider, budget } = createProvider();
  await budget.tell(ten);
  const lot = await budget.take(500, 5_000);
  expect(lot.count).toBeGreaterThan(45);
  expect(lot.count).toBeLessThan(51);
  const before = await rowOf(provider);
  const none = await budget.take(1, 10);
  expect(none.count).toBe(0);
  expect(none.waitMs).toBeGreaterThan(10);
  expect((await rowOf(provider))?.nextAt).toEqual(before?.nextAt);
});

it("W25: counts the calls that were made before anybody knew the allowance", async () => {
  const { provider, budget } = createProvider();
  await budget.tell({ ...ten, unpaced: 2, used: 4 });
  expect((await budget.take(1, longestMs)).waitMs).toBeGreaterThan(200);
  const first = await rowOf(provider);
  // Another worker learns it a moment later: its own calls come on top, those of all are known by then.
  await budget.tell({ ...ten, unpaced: 3, used: 9 });
  const second = await rowOf(provider);
  const more = (second?.nextAt.getTime() ?? 0) - (first?.nextAt.getTime() ?? 0);
  expect(more).toBeGreaterThan(0);
  expect(more).toBeLessThanOrEqual(1_000);
});

it("W25: a refusal closes the budget for everybody and makes it slower once", async () => {
  const { provider, budget } = createProvider();
  await budget.tell(ten);
  const refused = { ...ten, closedMs: 3_600_000, isRefused: true };
  await Promise.all([1, 2, 3].map(() => budget.tell(refused)));
  expect((await rowOf(provider))?.share).toBeCloseTo(0.95);
  const lot = await budget.take(1, longestMs);
  expect(lot.count).toBe(0);
  expect(lot.waitMs).toBeGreaterThan(3_500_000);
  await controlDb().execute(sql`
    update call_budgets set open_at = now() where provider = ${provider}`);
  expect((await budget.take(10, longestMs)).everyMs).toBeCloseTo(everyMs / 0.95);
  expect((await rowOf(provider))?.share).toBeCloseTo(0.97);
});

it("takes another allowance from the next lot on", async () => {
  const { provider, budget } = createProvider();
  await budget.tell({ ...ten, closedMs: 1, isRefused: true });
  await budget.tell({ ...nothing, policy: { limit: 100, windowMs: 1_000 } });
  expect((await budget.take(1, longestMs)).everyMs).toBeCloseTo(everyMs / 10);
  expect(await rowOf(provider)).toMatchObject({ calls: 100, windowMs: 1_000, share: 1 });
});

it("W25: a clock that is set back by an hour makes nobody wait for it", async () => {
  const { provider, budget } = createProvider();
  await budget.tell(ten);
  await budget.take(3, longestMs);
  await controlDb().execute(sql`
    update call_budgets set next_at = next_at + interval '1 hour', open_at = open_at + interval '1 hour',
      updated_at = updated_at + interval '1 hour' where provider = ${provider}`);
  const lot = await budget.take(1, longestMs);
  expect(lot.count).toBe(1);
  expect(lot.waitMs).toBeLessThanOrEqual(3 * everyMs);
});
