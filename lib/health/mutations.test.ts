import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { enqueue } from "@/lib/queue/enqueue";
import { beat, deathsMost, freeLocksOfDeadWorkers, stopBeating } from "./mutations";
import { readReadiness } from "./queries";

async function lockedJob(worker: string, tries = { made: 1, most: 25 }) {
  const task = `test-${randomUUID()}`;
  await controlDb().transaction((tx) => enqueue(tx, task, {}, { maxAttempts: tries.most }));
  const id = sql`(select id from graphile_worker._private_tasks where identifier = ${task})`;
  const take = (attempts: number) =>
    controlDb().execute(sql`
      update graphile_worker._private_jobs set locked_by = ${worker},
        locked_at = now() - interval '2 minutes', attempts = ${attempts}
      where task_id = ${id}`);
  await take(tries.made);
  const read = async () => {
    const [row] = await controlDb().execute<{ locked_by: string | null; attempts: number }>(
      sql`select locked_by, attempts from graphile_worker._private_jobs where task_id = ${id}`,
    );
    return row;
  };
  return { take, read };
}

describe("workers", () => {
  it("W25: a killed worker's jobs are freed, a living one's are left alone", async () => {
    const [dead, alive] = [`dead-${randomUUID()}`, `alive-${randomUUID()}`];
    const workerId = randomUUID();
    const [ofDead, ofAlive] = [await lockedJob(dead), await lockedJob(alive)];
    await beat(workerId, [alive]);
    expect(await freeLocksOfDeadWorkers()).toBeGreaterThanOrEqual(1);
    expect((await ofDead.read())?.locked_by).toBeNull();
    expect((await ofAlive.read())?.locked_by).toBe(alive);
    expect((await readReadiness()).workers).toBeGreaterThanOrEqual(1);
    await stopBeating(workerId);
  });

  it("W25: a worker's death is no failed attempt of its job, but a job that ends worker after worker is given up", async () => {
    const { take, read } = await lockedJob(`dead-${randomUUID()}`, { made: 8, most: 8 });
    for (let death = 1; death <= deathsMost; death += 1) {
      await freeLocksOfDeadWorkers();
      expect(await read()).toEqual({ locked_by: null, attempts: 7 });
      await take(8);
    }
    await freeLocksOfDeadWorkers();
    expect(await read()).toEqual({ locked_by: null, attempts: 8 });
  });
});
