import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { parseCronItems, run, type Task, type TaskList, type WorkerEvents } from "graphile-worker";
import { closeDatabase } from "@/db/client";
import { applicationJobs } from "@/lib/applications/jobs";
import { backupJobs } from "@/lib/backups/jobs";
import { backupQueue } from "@/lib/backups/rules";
import { endingJobs } from "@/lib/endings/jobs";
import { env } from "@/lib/env";
import { healthJobs } from "@/lib/health/jobs";
import { beat, freeLocksOfDeadWorkers, stopBeating } from "@/lib/health/mutations";
import { importJobs } from "@/lib/imports/jobs";
import { log } from "@/lib/log";
import type { Job } from "@/lib/queue/job";
import { sendingJobs } from "@/lib/sending/jobs";
import { startSendingLoop } from "@/lib/sending/loop";
import { signInJobs } from "@/lib/sign-in/jobs";
import { tenantErasureJobs } from "@/lib/tenant-erasures/jobs";
import { userJobs } from "@/lib/users/jobs";
import { queueLog } from "./queue-log";

const heartbeatMs = 5_000;
const workerId = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

const jobs: Record<string, (task: string) => Job> = {
  ...applicationJobs,
  ...userJobs,
  ...signInJobs,
  ...importJobs,
  ...sendingJobs,
  ...healthJobs,
  ...backupJobs,
  ...endingJobs,
  ...tenantErasureJobs,
};

function taskList(): TaskList {
  const entries = Object.entries(jobs).map(([name, make]): [string, Task] => {
    const work = make(name);
    return [
      name,
      (payload, helpers) =>
        work(payload, { attempt: helpers.job.attempts, jobId: String(helpers.job.id) }),
    ];
  });
  return Object.fromEntries(entries);
}

function startHeartbeat(queueWorkers: Set<string>) {
  const tell = async () => {
    await beat(workerId, [...queueWorkers]);
    const freed = await freeLocksOfDeadWorkers();
    if (freed > 0) log.warn({ freed }, "freed the jobs of workers that are gone");
  };
  const timer = setInterval(
    () => tell().catch((error) => log.error({ err: error }, "heartbeat failed")),
    heartbeatMs,
  );
  return { tell, stop: () => clearInterval(timer) };
}

function startJobs(queueWorkers: Set<string>) {
  const { DATABASE_URL, WORKER_CONCURRENCY } = env();
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => queueWorkers.add(worker.workerId));
  return run({
    connectionString: DATABASE_URL,
    concurrency: WORKER_CONCURRENCY,
    taskList: taskList(),
    noHandleSignals: true,
    logger: queueLog,
    events,
    parsedCronItems: parseCronItems([
      {
        task: "applications.sweep",
        match: "* * * * *",
        options: { maxAttempts: 1, backfillPeriod: 0 },
      },
      {
        task: "health.prune",
        match: "17 * * * *",
        options: { maxAttempts: 3, backfillPeriod: 0 },
      },
      // The queue's clock is UTC: 03:10 in Japan daily, 04:40 on Sundays.
      {
        task: "backups.daily",
        match: "10 18 * * *",
        options: { maxAttempts: 6, backfillPeriod: 12 * 3_600_000, queueName: backupQueue },
      },
      {
        task: "backups.drill",
        match: "40 19 * * 6",
        options: { maxAttempts: 3, backfillPeriod: 12 * 3_600_000, queueName: backupQueue },
      },
      {
        task: "endings.sweep",
        match: "7 * * * *",
        options: { maxAttempts: 1, backfillPeriod: 3_600_000, queueName: "endings" },
      },
      {
        task: "backups.requests",
        match: "* * * * *",
        options: { maxAttempts: 1, backfillPeriod: 0 },
      },
    ]),
  });
}

async function main() {
  const stopping = new AbortController();
  const queueWorkers = new Set<string>();
  const heartbeat = startHeartbeat(queueWorkers);
  const runner = await startJobs(queueWorkers);
  await heartbeat.tell();
  const sending = startSendingLoop({
    workerId,
    signal: stopping.signal,
    concurrency: env().WORKER_CONCURRENCY,
  });
  log.info({ workerId }, "worker started");

  async function stop() {
    heartbeat.stop();
    stopping.abort();
    await Promise.allSettled([runner.stop(), sending]);
    await stopBeating(workerId).catch((error) =>
      log.error({ err: error }, "heartbeat not removed"),
    );
    await closeDatabase();
    log.info({ workerId }, "worker stopped");
  }
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  await Promise.all([runner.promise, sending]);
}

main().catch((error) => {
  log.error({ err: error }, "worker failed");
  process.exitCode = 1;
});
