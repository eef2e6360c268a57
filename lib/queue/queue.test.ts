import { sql } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { controlDb } from "@/db/client";
import { createTestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { contextForJob } from "@/lib/auth/context";
import { currentRequestId, withLogFields } from "@/lib/log";
import { enqueue } from "./enqueue";
import { job } from "./job";

const task = `test-${crypto.randomUUID()}`;
const schema = z.object({ tenantId: z.uuid() });

it("W17: a job carries the id of the request that queued it into its log lines, transactions and audit entries", async () => {
  const { tenantId } = await createTestTenant();
  const requestId = crypto.randomUUID();
  await withLogFields({ requestId }, () => enqueue(controlDb(), task, { tenantId }));
  const [queued] = await controlDb().execute<{ payload: unknown }>(sql`
    select payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = ${task}`);
  const seen: unknown[] = [];
  const work = job(schema, async (input) => {
    const ctx = contextForJob(input.tenantId, task);
    seen.push(currentRequestId());
    await transaction(ctx, async (tx) => {
      const [row] = await tx.execute(sql`select current_setting('application_name') as name`);
      seen.push(row?.name);
      await recordAudit(tx, ctx, { action: "tag.created" });
    });
  });
  await work(task)(queued?.payload, { attempt: 1, jobId: "7" });
  expect(seen).toEqual([requestId, `ecai-web:${requestId}`]);
  const entries = await readTransaction(contextForJob(tenantId, task), (tx) =>
    tx.execute(sql`select request_id from audit_entries where tenant_id = ${tenantId}`),
  );
  expect(entries.map((row) => row.request_id)).toEqual([requestId]);
});

it("W25: a job is added although a worker takes the one it replaces at the same moment", async () => {
  const { tenantId } = await createTestTenant();
  const jobKey = `key-${crypto.randomUUID()}`;
  const add = (tx: Parameters<typeof enqueue>[0], no: number) =>
    enqueue(tx, task, { tenantId, no }, { jobKey });
  let second: Promise<void> | undefined;
  await controlDb().transaction(async (tx) => {
    await add(tx, 1);
    await tx.execute(sql`
      update graphile_worker._private_jobs set locked_at = now() where key = ${jobKey}`);
    second = add(controlDb(), 2);
    await untilWaiting();
  });
  await second;
  const jobs = await controlDb().execute(sql`
    select payload ->> 'no' as no, locked_at is null as waits from graphile_worker._private_jobs
    where payload ->> 'tenantId' = ${tenantId} order by id`);
  expect([...jobs]).toEqual([
    { no: "1", waits: false },
    { no: "2", waits: true },
  ]);
});

/** The second transaction has come to the row that the first one has not yet committed. */
async function untilWaiting() {
  await vi.waitFor(async () => {
    const rows = await controlDb().execute(sql`
      select 1 from pg_locks where not granted and locktype = 'transactionid'`);
    expect(rows.length).toBeGreaterThan(0);
  });
}
