import type { Runner } from "graphile-worker";
import { afterAll, describe, expect, it, vi } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { setConcurrency } from "@/lib/service-settings/mutations";
import { readConcurrency, startResizableRunner } from "./concurrency";

const superuser = async (statement: string) => {
  const { default: postgres } = await import("postgres");
  const db = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  await db.unsafe(statement).finally(() => db.end());
};
afterAll(() => superuser("delete from service_settings where key = 'worker_concurrency'"));

describe("the concurrency of a worker", () => {
  it("W24: a running worker follows what staff set, and a job that has begun is finished by the old runner", async () => {
    const sizes: number[] = [];
    const stopped: number[] = [];
    const start = async (size: number) => {
      sizes.push(size);
      const never = new Promise<void>(() => {});
      return { promise: never, stop: async () => stopped.push(size) } as unknown as Runner;
    };
    const concurrency = await readConcurrency();
    const before = concurrency.current();
    const runner = await startResizableRunner(start, before);
    const stopFollowing = concurrency.follow((size) => runner.resize(size));
    try {
      await asOperator((operator) => setConcurrency(operator, { concurrency: before + 5 }));
      await vi.waitFor(() => expect(stopped).toEqual([before]), { timeout: 20_000 });
    } finally {
      stopFollowing();
    }
    expect(sizes).toEqual([before, before + 5]);
    expect(concurrency.current()).toBe(before + 5);
    await runner.stop();
    expect(stopped).toEqual([before, before + 5]);
  });
});
