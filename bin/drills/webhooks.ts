import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { balancedLedger, createAudience, scheduleTestDelivery } from "@/lib/sending/test-delivery";
import { type Random, shuffled } from "./random";
import { isOpen, type Stage, say, untilFinished } from "./stage";
import { type EventCall, forgeriesOf, messagesIn, postEvent, storyOf } from "./webhook-events";

const sizes = { full: 3_000, short: 120 };
const callersMost = 8;
const daySeconds = 86_400;

/**
 * The provider's events of three deliveries to equal address books: one undisturbed; one whose events come two and
 * three times, out of order, while it is being sent, among forged ones; one whose events come a day late. Throws when a
 * recipient, a suppression or a count ends otherwise than in the first, or a forged event is taken.
 */
export async function drillWebhooks(stage: Stage): Promise<void> {
  const { cluster, random } = stage;
  for (const member of ["web-1", "worker-1", "worker-2"] as const) await cluster.start(member);
  const calm = await endOf(stage, async (calls) => postAll(stage, calls));
  const disturbed = await endOf(
    stage,
    async (calls) => postAll(stage, disturb(calls, random)),
    "while sending",
  );
  const late = await endOf(stage, async (calls) => {
    await cluster.setBack(-daySeconds, ["deliveries", "batches", "recipients"]);
    return postAll(stage, shuffled(calls, random));
  });
  compare("doubled, shuffled and forged, while sending", disturbed, calm);
  compare("a day late and shuffled", late, calm);
}

function disturb(calls: EventCall[], random: Random): EventCall[] {
  const copies = calls.flatMap((call) =>
    Array.from({ length: random() < 0.5 ? 2 : 3 }, () => call),
  );
  const forgeries = calls.filter(() => random() < 0.2).flatMap(forgeriesOf);
  return shuffled([...copies, ...forgeries], random);
}

type Posted = { events: number; refused: number };
type End = Posted & { rows: string[] };

async function endOf(
  stage: Stage,
  post: (calls: EventCall[]) => Promise<Posted>,
  when: "afterwards" | "while sending" = "afterwards",
): Promise<End> {
  const { sink, size, cluster } = stage;
  const tenant = await createAudience(sizes[size]);
  let taken = sink.calls.length;
  const deliveryId = await scheduleTestDelivery(tenant);
  // What counts is what each event does, not when a rising rate of bounces stops the delivery.
  await cluster.asSuperuser(
    (db) => db`update deliveries set is_guarded = false where id = ${deliveryId}`,
  );
  const posted: Posted = { events: 0, refused: 0 };
  const take = async () => {
    const calls = sink.calls.slice(taken);
    taken += calls.length;
    const { events, refused } = await post(messagesIn(calls).flatMap(storyOf));
    posted.events += events;
    posted.refused += refused;
  };
  while (when === "while sending" && (await isOpen(tenant, deliveryId))) {
    await take();
    await sleep(20);
  }
  await untilFinished(tenant, deliveryId);
  await take();
  await untilApplied(tenant, deliveryId);
  return { rows: await rowsOf(tenant, deliveryId), ...posted };
}

/** Several at once, as they come from a provider. Throws when a true event is refused or a forged one is not. */
async function postAll({ cluster }: Stage, calls: readonly EventCall[]): Promise<Posted> {
  const [port = 0] = cluster.ports;
  const secret = cluster.environment.RESEND_WEBHOOK_SECRET ?? "";
  const waiting = [...calls];
  let refused = 0;
  const call = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const status = await postEvent(port, next, secret);
      if (status !== (next.isForged ? 400 : 200)) throw new Error(`${next.id}: answer ${status}`);
      refused += Number(status === 400);
    }
  };
  waiting.reverse();
  await Promise.all(Array.from({ length: callersMost }, call));
  return { events: calls.length - refused, refused };
}

async function untilApplied({ ctx, tenantId }: TestTenant, deliveryId: string): Promise<void> {
  for (;;) {
    const waiting = await transaction(ctx, (tx) =>
      tx.execute(sql`select from provider_events where tenant_id = ${tenantId}
        and delivery_id = ${deliveryId} and applied_at is null limit 1`),
    );
    if (waiting.length === 0) return;
    await sleep(100);
  }
}

/** Everything that events decide: each recipient, each suppression, and the delivery's counts. */
async function rowsOf(tenant: TestTenant, deliveryId: string): Promise<string[]> {
  const { ctx, tenantId } = tenant;
  const [people, stopped, counts] = await transaction(ctx, (tx) =>
    Promise.all([
      tx.execute(sql`select email, state, reason, delivered_at, bounced_at, complained_at, opened_at, clicked_at
        from recipients where tenant_id = ${tenantId} and delivery_id = ${deliveryId} order by email`),
      tx.execute(
        sql`select email, reason from suppressions where tenant_id = ${tenantId} order by email`,
      ),
      tx.execute(sql`select sum(opened) as opened, sum(clicked) as clicked, sum(complained) as complained
        from batches where tenant_id = ${tenantId} and delivery_id = ${deliveryId}`),
    ]),
  );
  const ledger = await balancedLedger(tenant, deliveryId);
  return [...people, ...stopped, ...counts, ledger].map((row) => JSON.stringify(row));
}

function compare(name: string, end: End, calm: End): void {
  const others = end.rows.filter((row, at) => row !== calm.rows[at]);
  say(
    `${name}: ${end.events} events taken (undisturbed ${calm.events}), forged ${end.refused} and refused, ` +
      `rows ${end.rows.length}, otherwise ${others.length}`,
  );
  for (const row of others.slice(0, 5)) say(`  ${row}`);
  if (others.length > 0 || end.rows.length !== calm.rows.length)
    throw new Error(`${name}: not the end of an undisturbed delivery`);
}
