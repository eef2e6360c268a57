import { setTimeout as sleep } from "node:timers/promises";
import { createAudience, scheduleTestDelivery } from "@/lib/sending/test-delivery";
import { judgeDelivery, type Provider, type Stage, say, untilFinished } from "./stage";

const sizes = { full: 30_000, short: 3_000 };

/**
 * Two workers, then one, then three during one delivery: a worker is ended in order in the first third, two more are
 * started in the second. Throws when the number has any effect but on the speed.
 */
export async function drillWorkers(stage: Stage): Promise<void> {
  const { cluster, sink } = stage;
  const recipients = sizes[stage.size];
  stage.setProvider(atMostEvery(200));
  const tenant = await createAudience(recipients);
  await cluster.start("worker-1");
  await cluster.start("worker-2");
  const deliveryId = await scheduleTestDelivery(tenant);
  const speeds: string[] = [];
  const until = async (share: number, name: string) => {
    const [began, before] = [Date.now(), sink.sent.size];
    while (sink.sent.size < recipients * share) await sleep(20);
    const perSecond = ((sink.sent.size - before) * 1000) / (Date.now() - began);
    speeds.push(`${name} ${Math.round(perSecond)}/s`);
  };
  await until(1 / 3, "two");
  await cluster.end("worker-1");
  await until(2 / 3, "one");
  await cluster.start("worker-1");
  await cluster.start("worker-3");
  await until(1, "three");
  await untilFinished(tenant, deliveryId);
  say(`workers ${speeds.join(", then ")}`);
  await judgeDelivery(stage, tenant, deliveryId, recipients);
}

/** Slow enough that each number of workers has a part of the delivery to itself. */
function atMostEvery(milliseconds: number): Provider {
  let next = 0;
  return () => {
    if (performance.now() < next) return "limit";
    next = performance.now() + milliseconds;
    return "accept";
  };
}
