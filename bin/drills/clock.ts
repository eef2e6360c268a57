import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { balancedLedger, createAudience, scheduleTestDelivery } from "@/lib/sending/test-delivery";
import { wakeSending } from "@/lib/sending/wake";
import { drillCrons } from "./clock-crons";
import { type Stage, say, untilFinished } from "./stage";

const sizes = { full: 10_000, short: 1_000 };
const minute = 60;
const hour = 60 * minute;
const members = ["worker-1", "worker-2"] as const;
const callsTaken = 3;
/** Several turns of the sending loop. */
const restMs = 1_500;

/**
 * Sets the clock back by an hour after deliveries and work by the clock have begun, and lets the hour pass again. Throws
 * when a delivery starts twice, a recipient is mailed twice, or anything that the clock causes is mailed or billed twice.
 *
 * Nobody may set the clock of the machine, so each of the two clocks that decide is set back for itself. The database's:
 * all stored times move an hour into the future; queries only know how far a stored time is from now, and see the same
 * as with a clock that says an hour less. A worker's: its `Date` jumps while it runs, and timers go on, as they do when
 * the system's clock is set. A time that is stored is compared with either clock, one in a worker's memory with its own
 * alone; so whatever compares times has seen the clock jump.
 */
export async function drillClock(stage: Stage): Promise<void> {
  const { cluster, size } = stage;
  const tenant = await createAudience(sizes[size]);
  const first = await planDelivery(tenant, 10 * minute);
  const second = await planDelivery(tenant, 30 * minute);
  for (const member of members) await cluster.start(member, { hasMovableClock: true });
  await cluster.setBack(-10 * minute - 1);
  const goOn = await untilUnderWay(stage);
  await cluster.setBack(hour);
  goOn();
  await sleep(restMs);
  say(`database's clock back by an hour with ${stage.sink.sent.size} sent`);
  await cluster.kill("worker-1");
  await cluster.start("worker-1", { hasMovableClock: true });
  await sleep(restMs);
  // A minute more than the hour, so that nobody waits for the lease of the worker that was killed.
  await cluster.setBack(-hour - minute - 1);
  await untilFinished(tenant, first);
  await cluster.setBack(-20 * minute);
  const goOnAgain = await untilUnderWay(stage);
  for (const member of members) cluster.setClock(member, "back");
  goOnAgain();
  say("workers' clocks back by an hour with the second delivery under way");
  await untilFinished(tenant, second);
  for (const member of members) cluster.setClock(member, "right");
  await comeAgain(stage);
  await judge(stage, tenant, [first, second]);
  await drillCrons(stage, members);
}

async function planDelivery(tenant: TestTenant, seconds: number): Promise<string> {
  const { ctx, tenantId } = tenant;
  const deliveryId = await scheduleTestDelivery(tenant);
  const at = new Date(Date.now() + seconds * 1_000);
  await transaction(ctx, async (tx) => {
    await tx.execute(sql`update deliveries set scheduled_at = ${at.toISOString()}::timestamptz
      where tenant_id = ${tenantId} and id = ${deliveryId}`);
    await wakeSending(tx, tenantId, deliveryId, at);
  });
  return deliveryId;
}

/** Comes back with a delivery under way: the provider takes a little of it and no more until it is let go on. */
async function untilUnderWay({ sink, setProvider }: Stage): Promise<() => void> {
  const enough = sink.calls.length + callsTaken;
  setProvider(({ number }) => (number > enough ? "limit" : "accept"));
  while (sink.calls.length <= enough) await sleep(10);
  return () => setProvider(() => "accept");
}

/** With everything finished, the times at which it started come once more. */
async function comeAgain({ cluster, sink }: Stage): Promise<void> {
  const before = sink.calls.length;
  await cluster.setBack(hour);
  await sleep(restMs);
  await cluster.setBack(-hour);
  await sleep(restMs);
  if (sink.calls.length > before) throw new Error("a finished delivery was sent again");
}

async function judge(
  { sink, size }: Stage,
  tenant: TestTenant,
  deliveryIds: readonly string[],
): Promise<void> {
  for (const id of deliveryIds) {
    const { accepted, audience } = await balancedLedger(tenant, id);
    const ends = await countEnds(tenant, id);
    say(`audience ${audience}, accepted ${accepted}, finished ${ends} time(s)`);
    if (ends !== 1 || audience !== sizes[size] || accepted !== audience)
      throw new Error("a delivery started twice");
  }
  const wrong = [...sink.sent.values()].filter((times) => times !== deliveryIds.length).length;
  say(`recipients not mailed exactly once by each of ${deliveryIds.length} deliveries: ${wrong}`);
  if (wrong > 0 || sink.sent.size !== sizes[size] || sink.conflicts > 0)
    throw new Error("recipients were lost or mailed twice");
}

async function countEnds({ ctx, tenantId }: TestTenant, deliveryId: string): Promise<number> {
  const rows = await transaction(ctx, (tx) =>
    tx.execute(sql`select 1 from audit_entries where tenant_id = ${tenantId}
      and target_id = ${deliveryId} and action = 'delivery.finished'`),
  );
  return rows.length;
}
