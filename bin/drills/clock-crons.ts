import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type postgres from "postgres";
import { controlDb } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { enqueue } from "@/lib/queue/enqueue";
import type { Worker } from "./cluster";
import { type Stage, say } from "./stage";

const hour = 3_600;
/** What mails or bills by the clock. */
const tasks = [
  "notices.sweep",
  "incidents.watch",
  "billing.watch",
  "audit.daily",
  "applications.sweep",
  "endings.sweep",
  "outbox.drain",
];

/**
 * Runs what mails or bills by the clock, half an hour after everything it waits for was due; again with the clock an
 * hour back, when it is not due any more, and when it is due for the second time. The queue itself would not even start
 * a run twice, as it remembers the last minute that it served; here every run is started in spite of that.
 */
export async function drillCrons(stage: Stage, members: readonly Worker[]): Promise<void> {
  const { cluster, sink } = stage;
  const tenant = await createTestTenant();
  await cluster.asSuperuser((db) => makeDue(db, tenant));
  const from = sink.mails.length;
  await runAll();
  // By now the customer knows of the invoice, whose reminder comes due; what was done left entries to anchor.
  await cluster.asSuperuser(
    (db) => db`update invoices set failed_at = now() - interval '7 days 30 minutes'
      where tenant_id = ${tenant.tenantId}`,
  );
  await runAll();
  const once = await effectsOf(stage, tenant, from);
  await cluster.setBack(hour);
  await runAll();
  await cluster.setBack(-hour);
  await runAll();
  for (const member of members) cluster.setClock(member, "back");
  await runAll();
  for (const member of members) cluster.setClock(member, "right");
  await runAll();
  const after = await effectsOf(stage, tenant, from);
  const repeated = after.mails.filter((mail, at) => after.mails.indexOf(mail) !== at);
  say(`work by the clock: ${once.mails.length} mails, ${once.plans} plan begun`);
  say(
    `the hour again: ${after.mails.length} mails, twice ${repeated.length}; ${after.plans} plan begun`,
  );
  const more = after.mails.filter((mail) => !once.mails.includes(mail));
  for (const mail of [...repeated, ...more]) say(`  ${mail}`);
  if (once.mails.length < leastMails || once.plans !== 1)
    throw new Error(`not everything was due: ${once.mails.join("; ")}`);
  if (repeated.length > 0 || after.mails.length !== once.mails.length || after.plans !== 1)
    throw new Error("the clock mailed or billed twice");
}

/** A notice, an incident's stage, an unpaid invoice and its reminder, a day's anchor. */
const leastMails = 5;

/** Everything has been due for half an hour: an hour less on the clock, and it is not. */
async function makeDue(db: postgres.Sql, { tenantId }: TestTenant): Promise<void> {
  await db`insert into notices (kind, title_ja, title_en, body_ja, body_en, state, scheduled_at, effective_at,
      audience, tenant_ids)
    values ('information', '訓練', 'Drill', '訓練', 'Drill', 'scheduled', now() - interval '30 minutes', now(),
      'tenants', array[${tenantId}]::uuid[])`;
  await db`insert into incidents (title, description, source, detected_at)
    values ('訓練', '訓練', 'operator', now() - interval '24 hours 30 minutes')`;
  await db`insert into invoices (tenant_id, provider_id, number, issued_at, lines, total, issuer, recipient, failed_at)
    values (${tenantId}, ${`in_${randomUUID()}`}, 'D-1', now() - interval '8 days', '[]', 1000, '{}', '{}', now())`;
  await db`insert into billing_accounts (tenant_id, next_plan_id, next_plan_at, unpaid_since)
    values (${tenantId}, 'light', now() - interval '30 minutes', now())`;
}

async function runAll(): Promise<void> {
  for (const task of tasks) await enqueue(controlDb(), task, {});
  await sleep(1_000);
  for (;;) {
    const [row] = await controlDb().execute<{ waiting: number }>(sql`
      select (select count(*)::int from graphile_worker._private_jobs j
          join graphile_worker._private_tasks t on t.id = j.task_id
          where (t.identifier = any(${sql.param(tasks)}::text[]) or t.identifier like 'audit.%')
            and j.run_at <= now() and j.attempts < j.max_attempts)
        + (select count(*)::int from outbox_messages
          where state in ('queued', 'sending') and next_at <= now()) as waiting`);
    if (row?.waiting === 0) return;
    await sleep(100);
  }
}

/** Alarms about the machine that the drill runs on come when they will. */
const isPlanned = (mail: string) => mail.startsWith("master-") || mail.includes("訓練");

async function effectsOf({ sink, cluster }: Stage, { tenantId }: TestTenant, from: number) {
  let plans = 0;
  await cluster.asSuperuser(async (db) => {
    const begun =
      await db`select from plan_periods where tenant_id = ${tenantId} and plan_id = 'light'`;
    plans = begun.length;
  });
  const mails = sink.mails.slice(from).map(({ to, subject }) => `${to.join()} ${subject}`);
  return { mails: mails.filter(isPlanned), plans };
}
