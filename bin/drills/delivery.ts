import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { closeDatabase } from "@/db/client";
import { outliveLostSockets } from "@/db/lost-sockets";
import { migrate } from "@/db/migrate";
import { tags } from "@/db/schema/addresses";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import {
  balancedLedger,
  createAudience,
  scheduleTestDelivery,
  stateOf,
} from "@/lib/sending/test-delivery";
import { type Sink, type SinkBehaviour, type SinkCall, startSink } from "@/lib/sending/test-sink";
import { type Cluster, drillSettings, type Member, startCluster } from "./cluster";

const sizes = {
  full: { recipients: 50_000, kills: 100, crashes: 10 },
  short: { recipients: 3_000, kills: 5, crashes: 1 },
};
type Size = (typeof sizes)["full"];

const workers = ["worker-1", "worker-2"] as const satisfies Member[];
/** How long the provider takes: long enough for a kill to find calls under way. */
const providerMs = 150;
const longestLifeMs = 600;
/** Everything runs again within this time after the database has come back. */
const recoveryMs = 60_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Kills the workers again and again during a delivery to a provider that fails in every way, then the database under
 * load. Throws when a recipient is lost or mailed twice, a ledger does not balance, or an acknowledged write is gone.
 */
export async function drillDelivery(size: keyof typeof sizes): Promise<void> {
  const sink = await startSink(failingProvider(), providerMs);
  const cluster = await startCluster({
    ...drillSettings(sink.url),
    WORKER_CONCURRENCY: "2",
    // A database that is gone makes every worker complain, and that is what is being done to them.
    LOG_LEVEL: "silent",
  });
  outliveLostSockets();
  try {
    await migrate({ ownerUrl: cluster.database.ownerUrl });
    Object.assign(process.env, cluster.environment);
    await killWorkers(cluster, sink, sizes[size]);
    await crashDatabase(cluster, sink, sizes[size]);
  } finally {
    await closeDatabase();
    await cluster.stop();
    await sink.close();
  }
}

const faults: SinkBehaviour[] = ["limit", "error", "reset", "acceptThenDrop", "acceptThenError"];

/** Every third call goes wrong the first time, each in another way; the same call later goes through. */
function failingProvider(): (call: SinkCall) => SinkBehaviour {
  const seen = new Set<string>();
  return ({ key, number }) => {
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && number % 3 === 0
      ? (faults[(number / 3) % faults.length] ?? "error")
      : "accept";
  };
}

async function killWorkers(cluster: Cluster, sink: Sink, size: Size): Promise<void> {
  const tenant = await createAudience(size.recipients);
  const deliveryId = await scheduleTestDelivery(tenant);
  let killed = 0;
  for (; killed < size.kills && sink.sent.size < size.recipients; killed++) {
    const member = workers[killed % workers.length] ?? workers[0];
    const before = sink.calls.length;
    await cluster.start(member);
    // A worker that finds nothing due waits for the leases of those killed before it.
    while (sink.calls.length === before && (await isOpen(tenant, deliveryId))) await sleep(20);
    await sleep(Math.random() * longestLifeMs);
    await cluster.kill(member);
  }
  for (const member of workers) await cluster.start(member);
  while (await isOpen(tenant, deliveryId)) await sleep(200);
  say(`workers killed ${killed}`);
  await judge(tenant, deliveryId, sink, size.recipients);
  sink.sent.clear();
}

const isOpen = async (tenant: TestTenant, deliveryId: string): Promise<boolean> =>
  (await stateOf(tenant, deliveryId)) !== "finished";

async function judge(
  tenant: TestTenant,
  deliveryId: string,
  sink: Sink,
  recipients: number,
): Promise<void> {
  const { accepted, audience } = await balancedLedger(tenant, deliveryId);
  const twice = [...sink.sent.values()].filter((times) => times > 1).length;
  const lost = recipients - sink.sent.size;
  say(`recipients ${recipients}, lost ${lost}, mailed twice ${twice}`);
  if (lost !== 0 || twice !== 0 || sink.conflicts !== 0)
    throw new Error(`recipients were lost or mailed twice; ${sink.conflicts} keys reused`);
  if (accepted !== recipients || audience !== recipients)
    throw new Error(`ledger: ${accepted} of ${audience} accepted`);
}

/** The workers of the part before still run: a supervisor starts again what ends by itself. */
async function crashDatabase(cluster: Cluster, sink: Sink, size: Size): Promise<void> {
  const tenant = await createAudience(size.recipients);
  const deliveryId = await scheduleTestDelivery(tenant);
  const writer = startWriter(tenant);
  let longest = 0;
  for (let crashes = 0; crashes < size.crashes; crashes++) {
    await sleep(1_000);
    await cluster.crashDatabase();
    longest = Math.max(longest, await untilRunning(cluster, sink, writer, tenant, deliveryId));
  }
  await untilFinished(cluster, tenant, deliveryId);
  const written = await writer.stop();
  say(`database killed ${size.crashes}, running again within ${Math.ceil(longest / 1000)} s`);
  say(`writes acknowledged ${written.acknowledged}, lost ${written.lost}`);
  if (written.lost > 0) throw new Error("acknowledged writes were lost");
  await judge(tenant, deliveryId, sink, size.recipients);
}

async function untilFinished(cluster: Cluster, tenant: TestTenant, id: string): Promise<void> {
  while (await isOpen(tenant, id)) {
    for (const member of workers) await cluster.revive(member);
    await sleep(200);
  }
}

/** Milliseconds until a write is acknowledged again and a worker sends again (or has nothing left to send). */
async function untilRunning(
  cluster: Cluster,
  sink: Sink,
  writer: Writer,
  tenant: TestTenant,
  id: string,
): Promise<number> {
  const began = Date.now();
  const [writes, calls] = [writer.count(), sink.calls.length];
  for (;;) {
    for (const member of workers) await cluster.revive(member);
    const isSending = sink.calls.length > calls || !(await isOpen(tenant, id).catch(() => true));
    if (writer.count() > writes && isSending) return Date.now() - began;
    if (Date.now() - began > recoveryMs) throw new Error("not running again within 60 s");
    await sleep(50);
  }
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
