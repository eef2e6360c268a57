import { setTimeout as sleep } from "node:timers/promises";
import { closeDatabase } from "@/db/client";
import { outliveLostSockets } from "@/db/lost-sockets";
import { migrate } from "@/db/migrate";
import type { TestTenant } from "@/db/testing";
import { log } from "@/lib/log";
import { balancedLedger, stateOf } from "@/lib/sending/test-delivery";
import { type Sink, type SinkBehaviour, type SinkCall, startSink } from "@/lib/sending/test-sink";
import { type Cluster, drillSettings, startCluster } from "./cluster";
import { type Random, seededRandom } from "./random";

export type DrillSize = "full" | "short";
export type Provider = (call: SinkCall) => SinkBehaviour;

/** What every drill plays on: a service of its own, the mail provider before it, and chance. */
export type Stage = {
  cluster: Cluster;
  sink: Sink;
  size: DrillSize;
  random: Random;
  /** From now on the provider answers like this. */
  setProvider: (provider: Provider) => void;
};

/** How long the provider takes: long enough for a kill to find calls under way. */
const providerMs = 150;

export const say = (line: string) => process.stdout.write(`${line}\n`);

/** Opens the stage for one or several drills, one after another, and takes it down whatever becomes of them. */
export async function onStage(
  { size, seed }: { size: DrillSize; seed: number },
  drills: readonly ((stage: Stage) => Promise<void>)[],
): Promise<void> {
  say(`seed ${seed}`);
  let provider: Provider = () => "accept";
  const sink = await startSink((call) => provider(call), providerMs);
  const cluster = await startCluster({
    ...drillSettings(sink.url),
    WORKER_CONCURRENCY: "2",
    LOG_LEVEL: "silent",
  });
  // A database or provider that is gone makes everything complain, and that is what is being done to it.
  log.level = "silent";
  outliveLostSockets();
  const setProvider = (next: Provider) => {
    provider = next;
  };
  const stage: Stage = { cluster, sink, size, random: seededRandom(seed), setProvider };
  try {
    await migrate({ ownerUrl: cluster.database.ownerUrl });
    Object.assign(process.env, cluster.environment);
    for (const drill of drills) await playOne(stage, drill);
  } finally {
    await closeDatabase();
    await cluster.stop();
    await sink.close();
  }
}

/** Each drill begins with nothing running and a provider that accepts. */
async function playOne(stage: Stage, drill: (stage: Stage) => Promise<void>): Promise<void> {
  const began = Date.now();
  stage.setProvider(() => "accept");
  stage.sink.sent.clear();
  await drill(stage);
  for (const member of stage.cluster.running()) await stage.cluster.end(member);
  say(`done in ${Math.round((Date.now() - began) / 1000)} s`);
}

export const isOpen = async (tenant: TestTenant, deliveryId: string): Promise<boolean> =>
  (await stateOf(tenant, deliveryId)) !== "finished";

export async function untilFinished(tenant: TestTenant, deliveryId: string): Promise<void> {
  while (await isOpen(tenant, deliveryId)) await sleep(100);
}

/** Throws when one of the recipients was lost or mailed twice, or the delivery's ledger says anything else. */
export async function judgeDelivery(
  { sink }: Pick<Stage, "sink">,
  tenant: TestTenant,
  deliveryId: string,
  recipients: number,
): Promise<void> {
  const { accepted, audience } = await balancedLedger(tenant, deliveryId);
  const twice = [...sink.sent.values()].filter((times) => times > 1).length;
  const lost = recipients - sink.sent.size;
  say(`recipients ${recipients}, lost ${lost}, mailed twice ${twice}, accepted ${accepted}`);
  if (lost !== 0 || twice !== 0 || sink.conflicts !== 0)
    throw new Error(`recipients were lost or mailed twice; ${sink.conflicts} keys reused`);
  if (accepted !== recipients || audience !== recipients)
    throw new Error(`ledger: ${accepted} of ${audience} accepted`);
  sink.sent.clear();
}
