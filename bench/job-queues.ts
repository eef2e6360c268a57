import { randomUUID } from "node:crypto";
import { Logger, run } from "graphile-worker";
import PgBoss from "pg-boss";
import type postgres from "postgres";
import { batchSize } from "@/db/values";
import type { MessageRecipient } from "@/lib/sending/compose";
import type { Transport } from "@/lib/sending/transport";
import { inMemoryBatches, newsletterContent } from "./audience";
import { startProvider, transportTo } from "./providers";
import { atLeast, median, type Part } from "./report";
import { slots } from "./send-loops";
import { runs, secondsOf } from "./timing";

const connectionString = process.env.DATABASE_SUPERUSER_URL ?? "";
const content = newsletterContent();
/** A line for each job would cost it more than the job. */
const silent = new Logger(() => () => {});

/** The same mails to the same provider by job queues, with as many at a time; that a job is done is all they record. */
export async function measureJobQueues(
  admin: postgres.Sql,
  messages: number,
  rate: number,
): Promise<Part> {
  const provider = await startProvider("http");
  const transport = transportTo(provider);
  const rates = { graphile: [] as number[], boss: [] as number[] };
  const [few, many] = [Math.ceil(messages / 20), Math.ceil(messages / 4)];
  try {
    for (let turn = 0; turn < runs; turn += 1) {
      rates.graphile.push(few / (await jobForEach(admin, transport, few)));
      rates.boss.push(many / (await jobsInBatches(transport, many)));
    }
  } finally {
    await transport.close();
    provider.close();
  }
  const unit = "mails/s";
  const row = (name: string, limit: number, least: number) =>
    atLeast({ step: `send loop against ${name}`, figure: rate, limit, unit }, least);
  return {
    rows: [
      row("a graphile-worker job for each message", median(rates.graphile), 10),
      row("pg-boss in batches of 100", median(rates.boss), 2.5),
    ],
    facts: { jobQueues: rates },
  };
}

const recipientsOf = (messages: number) => inMemoryBatches(messages, batchSize).flat();

async function send(transport: Transport, recipients: readonly MessageRecipient[]): Promise<void> {
  const { kind } = await transport.sendBatch(content, recipients, randomUUID());
  if (kind !== "outcomes") throw new Error(`the provider answered ${kind}`);
}

/** graphile-worker as it comes, but for as many jobs at a time as the loop has slots. */
async function jobForEach(
  admin: postgres.Sql,
  transport: Transport,
  messages: number,
): Promise<number> {
  const jobs = JSON.stringify(recipientsOf(messages));
  await admin`select count(graphile_worker.add_job('bench.send', j))
    from json_array_elements(${jobs}::text::json) as j`;
  let left = messages;
  return secondsOf(async () => {
    const { promise, resolve } = withResolver();
    const runner = await run({
      connectionString,
      concurrency: slots,
      noHandleSignals: true,
      logger: silent,
      taskList: {
        "bench.send": async (payload) => {
          await send(transport, [payload as MessageRecipient]);
          left -= 1;
          if (left === 0) resolve();
        },
      },
    });
    await promise;
    await runner.stop();
  });
}

function withResolver() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** A job for each message, fetched and completed a provider batch at a time without a pause. */
async function jobsInBatches(transport: Transport, messages: number): Promise<number> {
  const queue = `bench-${randomUUID()}`;
  const boss = new PgBoss({ connectionString, schedule: false, supervise: false, max: slots });
  await boss.start();
  await boss.createQueue(queue);
  const recipients = recipientsOf(messages);
  for (let at = 0; at < messages; at += 5_000)
    await boss.insert(recipients.slice(at, at + 5_000).map((data) => ({ name: queue, data })));
  const work = async () => {
    for (;;) {
      const jobs = await boss.fetch<MessageRecipient>(queue, { batchSize });
      if (jobs.length === 0) return;
      await send(
        transport,
        jobs.map(({ data }) => data),
      );
      await boss.complete(
        queue,
        jobs.map(({ id }) => id),
      );
    }
  };
  const taken = await secondsOf(() => Promise.all(Array.from({ length: slots }, work)));
  await boss.stop({ graceful: false, wait: true });
  return taken;
}
