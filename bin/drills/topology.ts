import { setTimeout as sleep } from "node:timers/promises";
import { signedInCookie } from "@/bench/pages";
import { closeDatabase } from "@/db/client";
import { migrate } from "@/db/migrate";
import {
  balancedLedger,
  createAudience,
  scheduleTestDelivery,
  stateOf,
} from "@/lib/sending/test-delivery";
import { type Sink, startSink } from "@/lib/sending/test-sink";
import { ensureBuild } from "../local/build";
import { type Cluster, drillSettings, startCluster } from "./cluster";
import { type LoadReport, startLoad } from "./load";
import { startProxy } from "./proxy";

const callers = 6;
const sizes = {
  full: { recipients: 20_000, pauseMs: 4_000 },
  short: { recipients: 3_000, pauseMs: 500 },
};

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Two webs behind a balancer and two workers: each is killed while pages are asked for and a delivery runs. Throws when
 * a request fails other than those under way at a killed process, or a recipient is lost or mailed twice.
 */
export async function drillTopology(size: keyof typeof sizes): Promise<void> {
  await ensureBuild(say, new AbortController().signal);
  const sink = await startSink();
  const cluster = await startCluster(drillSettings(sink.url));
  try {
    await migrate({ ownerUrl: cluster.database.ownerUrl });
    Object.assign(process.env, cluster.environment);
    await killEach(cluster, sink, size);
  } finally {
    await closeDatabase();
    await cluster.stop();
    await sink.close();
  }
}

async function killEach(cluster: Cluster, sink: Sink, size: keyof typeof sizes): Promise<void> {
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
  while ((await stateOf(tenant, deliveryId)) !== "finished") await sleep(200);
  const report = await load.stop();
  proxy.server.close();
  const { accepted, audience } = await balancedLedger(tenant, deliveryId);
  judge(report, sink, { accepted, audience, recipients });
}

type Ledger = { accepted: number; audience: number; recipients: number };

function judge({ answered, failed }: LoadReport, sink: Sink, ledger: Ledger): void {
  const twice = [...sink.sent.values()].filter((times) => times > 1).length;
  const lost = ledger.recipients - sink.sent.size;
  say(`pages answered ${answered}, failed ${failed.length}`);
  say(`recipients ${ledger.recipients}, lost ${lost}, mailed twice ${twice}`);
  for (const failure of failed.slice(0, 10)) say(`  ${failure}`);
  const underWay = 2 * callers;
  if (failed.length > underWay)
    throw new Error(`${failed.length} requests failed, at most ${underWay} were under way`);
  if (lost !== 0 || twice !== 0) throw new Error("recipients were lost or mailed twice");
  if (ledger.accepted !== ledger.recipients || ledger.audience !== ledger.recipients)
    throw new Error(`ledger: ${ledger.accepted} of ${ledger.audience} accepted`);
}
