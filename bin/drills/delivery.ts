import { setTimeout as sleep } from "node:timers/promises";
import { createAudience, scheduleTestDelivery } from "@/lib/sending/test-delivery";
import type { SinkBehaviour } from "@/lib/sending/test-sink";
import { workers } from "./cluster";
import { isOpen, judgeDelivery, type Provider, type Stage, say, untilFinished } from "./stage";

const faults: SinkBehaviour[] = ["limit", "error", "reset", "acceptThenDrop", "acceptThenError"];
/** Each takes as long as the worker's patience with a provider that keeps silent. */
const hangs: SinkBehaviour[] = ["acceptThenHang", "hang"];
const sizes = {
  full: { recipients: 50_000, kills: 100, faults: [...faults, ...hangs] },
  short: { recipients: 2_000, kills: 5, faults },
};
const longestLifeMs = 600;

/**
 * Kills workers again and again during one delivery to a provider that fails in every way. Throws when a recipient is
 * lost or mailed twice, the ledger does not balance, or the delivery was over before the last kill.
 */
export async function drillDelivery(stage: Stage): Promise<void> {
  const { cluster, sink, random, size } = stage;
  const { recipients, kills } = sizes[size];
  stage.setProvider(failingProvider(sizes[size].faults));
  const tenant = await createAudience(recipients);
  const deliveryId = await scheduleTestDelivery(tenant);
  for (let killed = 0; killed < kills; killed++) {
    const member = workers[killed % workers.length] ?? workers[0];
    const before = sink.calls.length;
    await cluster.start(member);
    // A worker that finds nothing due waits for the leases of those killed before it.
    while (sink.calls.length === before && (await isOpen(tenant, deliveryId))) await sleep(20);
    await sleep(random() * longestLifeMs);
    await cluster.kill(member);
    if (!(await isOpen(tenant, deliveryId))) throw new Error(`over after ${killed} kills`);
  }
  // The short form does not wait for the last leases.
  if (size === "short") await cluster.passPatience();
  for (const member of workers.slice(0, 2)) await cluster.start(member);
  await untilFinished(tenant, deliveryId);
  say(`workers killed ${kills}`);
  await judgeDelivery(stage, tenant, deliveryId, recipients);
}

/** Every third call goes wrong the first time, each in another way; the same call later goes through. */
export function failingProvider(ways: readonly SinkBehaviour[] = faults): Provider {
  const seen = new Set<string>();
  return ({ key, number }) => {
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && number % 3 === 0 ? (ways[(number / 3) % ways.length] ?? "error") : "accept";
  };
}
