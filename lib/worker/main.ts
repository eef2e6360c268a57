import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { run, type Task, type TaskList, type WorkerEvents } from "graphile-worker";
import { closeDatabase } from "@/db/client";
import { outliveLostSockets } from "@/db/lost-sockets";
import { abuseJobs } from "@/lib/abuse/jobs";
import { applicationJobs } from "@/lib/applications/jobs";
import { approvalJobs } from "@/lib/approvals/jobs";
import { auditChainJobs } from "@/lib/audit-chain/jobs";
import { backupJobs } from "@/lib/backups/jobs";
import { billingJobs } from "@/lib/billing/jobs";
import { brakeJobs } from "@/lib/brakes/jobs";
import { tallyJobs } from "@/lib/delivery-tallies/jobs";
import { emailChangeJobs } from "@/lib/email-changes/jobs";
import { emailConfirmationJobs } from "@/lib/email-confirmations/jobs";
import { endingJobs } from "@/lib/endings/jobs";
import { env } from "@/lib/env";
import { evidenceJobs } from "@/lib/evidence/jobs";
import { factorMailJobs } from "@/lib/factor-mails/jobs";
import { beat, freeLocksOfDeadWorkers, stopBeating } from "@/lib/health/mutations";
import { importJobs } from "@/lib/imports/jobs";
import { inboundJobs } from "@/lib/inbound-mails/jobs";
import { incidentJobs } from "@/lib/incident-clock/jobs";
import { invoiceJobs } from "@/lib/invoices/jobs";
import { isolationJobs } from "@/lib/isolation/jobs";
import { log } from "@/lib/log";
import { mastershipJobs } from "@/lib/mastership/jobs";
import { networkJobs } from "@/lib/networks/jobs";
import { noticeJobs } from "@/lib/notice-fan-out/jobs";
import { outboxJobs } from "@/lib/outbox-sending/jobs";
import { packageAuditJobs } from "@/lib/package-audits/jobs";
import { payerJobs } from "@/lib/payers/jobs";
import type { Job } from "@/lib/queue/job";
import { quotaJobs } from "@/lib/quotas/jobs";
import { retentionJobs } from "@/lib/retention/jobs";
import { sendingJobs } from "@/lib/sending/jobs";
import { startSendingLoop } from "@/lib/sending/loop";
import { startKeepingErrors } from "@/lib/service-errors/mutations";
import { signInJobs } from "@/lib/sign-in/jobs";
import { signInHistoryJobs } from "@/lib/sign-ins/jobs";
import { signupRequestJobs } from "@/lib/signup-requests/jobs";
import { suspicionJobs } from "@/lib/suspicions/jobs";
import { tenantErasureJobs } from "@/lib/tenant-erasures/jobs";
import { userJobs } from "@/lib/users/jobs";
import { utilityJobs } from "@/lib/utilities/jobs";
import { watchingJobs } from "@/lib/watching/jobs";
import { readConcurrency, startResizableRunner } from "./concurrency";
import { cronItems } from "./crons";
import { queueLog } from "./queue-log";
import { watchHost } from "./watch-host";

const heartbeatMs = 5_000;
const workerId = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

const jobs: Record<string, (task: string) => Job> = {
  ...applicationJobs,
  ...userJobs,
  ...signInJobs,
  ...signInHistoryJobs,
  ...emailChangeJobs,
  ...emailConfirmationJobs,
  ...approvalJobs,
  ...mastershipJobs,
  ...networkJobs,
  ...importJobs,
  ...sendingJobs,
  ...inboundJobs,
  ...tallyJobs,
  ...backupJobs,
  ...endingJobs,
  ...tenantErasureJobs,
  ...auditChainJobs,
  ...factorMailJobs,
  ...suspicionJobs,
  ...signupRequestJobs,
  ...outboxJobs,
  ...noticeJobs,
  ...incidentJobs,
  ...isolationJobs,
  ...watchingJobs,
  ...retentionJobs,
  ...quotaJobs,
  ...evidenceJobs,
  ...abuseJobs,
  ...brakeJobs,
  ...invoiceJobs,
  ...billingJobs,
  ...payerJobs,
  ...packageAuditJobs,
  ...utilityJobs,
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

function startJobs(queueWorkers: Set<string>, concurrency: number) {
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => queueWorkers.add(worker.workerId));
  return run({
    connectionString: env().DATABASE_URL,
    concurrency,
    taskList: taskList(),
    noHandleSignals: true,
    logger: queueLog,
    events,
    parsedCronItems: cronItems(),
  });
}

async function main() {
  outliveLostSockets();
  startKeepingErrors();
  const stopping = new AbortController();
  const queueWorkers = new Set<string>();
  const heartbeat = startHeartbeat(queueWorkers);
  const concurrency = await readConcurrency();
  const runner = await startResizableRunner(
    (size) => startJobs(queueWorkers, size),
    concurrency.current(),
  );
  const stopFollowing = concurrency.follow((size) => runner.resize(size));
  const stopWatching = watchHost(process.env.ECAI_DATA_DIR || process.cwd());
  await heartbeat.tell();
  const sending = startSendingLoop({
    workerId,
    signal: stopping.signal,
    concurrency: concurrency.current,
  });
  log.info({ workerId }, "worker started");

  async function stop() {
    heartbeat.stop();
    stopFollowing();
    stopWatching();
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
  await Promise.all([runner.ended, sending]);
}

main().catch((error) => {
  log.error({ err: error }, "worker failed");
  // Its timers would keep a worker that does nothing alive, and nobody would start another one.
  process.exit(1);
});
