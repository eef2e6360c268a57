import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { enqueue } from "@/lib/queue/enqueue";
import { beat, freeLocksOfDeadWorkers, stopBeating } from "./mutations";
import { readReadiness } from "./queries";

async function lockedJob(worker: string): Promise<() => Promise<string | null>> {
  const task = `test-${randomUUID()}`;
  await controlDb().transaction((tx) => enqueue(tx, task, {}));
  const id = sql`(select id from graphile_worker._private_tasks where identifier = ${task})`;
  await controlDb().execute(sql`
    update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - interval '2 minutes'
    where task_id = ${id}`);
  return async () => {
    const [row] = await controlDb().execute<{ locked_by: string | null }>(
      sql`select locked_by from graphile_worker._private_jobs where task_id = ${id}`,
    );
    return row ? row.locked_by : "gone";
  };
}

describe("workers", () => {
  it("W25: a killed worker's jobs are freed, a living one's are left alone", async () => {
    const [dead, alive] = [`dead-${randomUUID()}`, `alive-${randomUUID()}`];
    const workerId = randomUUID();
    const [ofDead, ofAlive] = [await lockedJob(dead), await lockedJob(alive)];
    await beat(workerId, [alive]);
    expect(await freeLocksOfDeadWorkers()).toBeGreaterThanOrEqual(1);
    expect(await ofDead()).toBeNull();
    expect(await ofAlive()).toBe(alive);
    expect((await readReadiness()).workers).toBeGreaterThanOrEqual(1);
    await stopBeating(workerId);
  });
});
