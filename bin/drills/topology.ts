import { setTimeout as sleep } from "node:timers/promises";
import { signedInCookie } from "@/bench/pages";
import { createAudience, scheduleTestDelivery } from "@/lib/sending/test-delivery";
import { type LoadReport, startLoad } from "./load";
import { startProxy } from "./proxy";
import { judgeDelivery, type Stage, say, untilFinished } from "./stage";

const callers = 6;
const sizes = {
  full: { recipients: 20_000, pauseMs: 4_000 },
  short: { recipients: 3_000, pauseMs: 500 },
};

/**
 * Two webs behind a balancer and two workers: each is killed while pages are asked for and a delivery runs. Throws when
 * a request fails other than those under way at a killed process, or a recipient is lost or mailed twice.
 */
export async function drillTopology(stage: Stage): Promise<void> {
  const { cluster, size } = stage;
  const { recipients, pauseMs } = sizes[size];
  const members = ["web-1", "worker-1", "web-2", "worker-2"] as const;
  const tenant = await createAudience(recipients);
  const cookie = await signedInCookie(tenant);
  for (const member of members) await cluster.start(member);
  const proxy = await startProxy(cluster.ports);
  const pages = [{ path: "/healthz" }, { path: "/sign-in" }, { path: "/dashboard", cookie }];
  const load = startLoad(proxy.url, pages, callers);
  const deliveryId = await scheduleTestDelivery(tenant);
  for (const member of members) {
    await sleep(pauseMs);
    say(`killing ${member}`);
    await cluster.kill(member);
    await sleep(pauseMs);
    await cluster.start(member);
  }
  await untilFinished(tenant, deliveryId);
  const report = await load.stop();
  proxy.server.close();
  judgePages(report);
  await judgeDelivery(stage, tenant, deliveryId, recipients);
}

function judgePages({ answered, failed }: LoadReport): void {
  say(`pages answered ${answered}, failed ${failed.length}`);
  for (const failure of failed.slice(0, 10)) say(`  ${failure}`);
  const underWay = 2 * callers;
  if (failed.length > underWay)
    throw new Error(`${failed.length} requests failed, at most ${underWay} were under way`);
}
