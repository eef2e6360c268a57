import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { tags } from "@/db/schema/addresses";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { enqueue } from "@/lib/queue/enqueue";
import { createAudience, scheduleTestDelivery } from "@/lib/sending/test-delivery";
import { failingProvider } from "./delivery";
import { isOpen, judgeDelivery, type Stage, say } from "./stage";

const sizes = {
  full: { recipients: 50_000, crashes: 10 },
  short: { recipients: 2_000, crashes: 1 },
};
/** Everything runs again within this time after the database's server was killed. */
const recoveryMs = 60_000;
const members = ["web-1", "worker-1", "worker-2"] as const;
type Load = { stage: Stage; writer: Writer; tenant: TestTenant; deliveryId: string };

/**
 * Kills the database's server again and again while rows are written, pages asked for and a delivery runs. Throws when
 * an acknowledged write is gone, a recipient lost or mailed twice, or something does not run again within a minute.
 */
export async function drillDatabase(stage: Stage): Promise<void> {
  const { cluster, sink, size, random } = stage;
  const { recipients, crashes } = sizes[size];
  stage.setProvider(failingProvider());
  const tenant = await createAudience(recipients);
  for (const member of members) await cluster.start(member);
  const before = sink.calls.length;
  const deliveryId = await scheduleTestDelivery(tenant);
  while (sink.calls.length === before) await sleep(20);
  const load: Load = { stage, writer: startWriter(tenant), tenant, deliveryId };
  for (let crash = 1; crash <= crashes; crash++) {
    await sleep(500 + random() * 1_500);
    await crashOnce(load, `${crash} of ${crashes}`);
  }
  while (await isOpen(tenant, deliveryId)) {
    await reviveAll(stage);
    await sleep(200);
  }
  const written = await load.writer.stop();
  say(`writes acknowledged ${written.acknowledged}, lost ${written.lost}`);
  if (written.lost > 0) throw new Error("acknowledged writes were lost");
  await judgeDelivery(stage, tenant, deliveryId, recipients);
}

/** What counts as running again; each looks for something that happened after the crash. */
type Sign = "writes" | "mails" | "jobs" | "pages";

async function crashOnce(load: Load, name: string): Promise<void> {
  const { stage } = load;
  const began = Date.now();
  const signs = signsOf(load);
  await stage.cluster.crashDatabase();
  const after: Partial<Record<Sign, number>> = {};
  while (Object.keys(after).length < Object.keys(signs).length) {
    await reviveAll(stage);
    for (const sign of Object.keys(signs) as Sign[])
      if (after[sign] === undefined && (await signs[sign]().catch(() => false)))
        after[sign] = Date.now() - began;
    if (Date.now() - began > recoveryMs)
      throw new Error(`not running again within 60 s, only ${Object.keys(after).join(", ")}`);
    await sleep(50);
  }
  const times = Object.entries(after).map(([sign, ms]) => `${sign} ${(ms / 1000).toFixed(1)} s`);
  say(`database killed ${name}, running again: ${times.join(", ")}`);
}

function signsOf({ stage, writer, tenant, deliveryId }: Load) {
  const { cluster, sink } = stage;
  const [writes, calls] = [writer.count(), sink.calls.length];
  const [port] = cluster.ports;
  const job = randomUUID();
  let isQueued = false;
  return {
    writes: async () => writer.count() > writes,
    mails: async () => sink.calls.length > calls || !(await isOpen(tenant, deliveryId)),
    jobs: async () => {
      if (!isQueued) await enqueue(controlDb(), "outbox.drain", {}, { jobKey: job });
      isQueued = true;
      const waiting = await controlDb().execute(
        sql`select from graphile_worker._private_jobs where key = ${job}`,
      );
      return waiting.length === 0;
    },
    pages: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
        signal: AbortSignal.timeout(2_000),
      });
      return answer.status === 200;
    },
  } satisfies Record<Sign, () => Promise<boolean>>;
}

async function reviveAll({ cluster }: Stage): Promise<void> {
  for (const member of members) await cluster.revive(member);
}

type Writer = ReturnType<typeof startWriter>;

/** Writes one row after the other and remembers those that the database has acknowledged. */
function startWriter({ tenantId, ctx }: TestTenant) {
  const acknowledged: string[] = [];
  let isStopping = false;
  async function write(): Promise<void> {
    while (!isStopping) {
      const id = randomUUID();
      const isKept = await transaction(ctx, (tx) =>
        tx.insert(tags).values({ tenantId, id, name: id }),
      ).then(
        () => true,
        () => false,
      );
      if (isKept) acknowledged.push(id);
      else await sleep(50);
    }
  }
  const ended = write();
  return {
    count: () => acknowledged.length,
    async stop() {
      isStopping = true;
      await ended;
      const kept = await transaction(ctx, (tx) =>
        tx.execute<{ id: string }>(sql`select id from tags where tenant_id = ${tenantId}`),
      );
      const ids = new Set(kept.map(({ id }) => id));
      const lost = acknowledged.filter((id) => !ids.has(id)).length;
      return { acknowledged: acknowledged.length, lost };
    },
  };
}
