import { sql } from "drizzle-orm";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { createResendTransport } from "@/lib/sending/resend-transport";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  withLoop,
} from "@/lib/sending/test-delivery";
import { type Sink, type SinkBehaviour, type SinkCall, startSink } from "@/lib/sending/test-sink";
import { pickOne, type Random } from "./random";
import { type Provider, type Stage, say, untilFinished } from "./stage";

const sizes = { full: { each: 3_000, mixed: 20_000 }, short: { each: 0, mixed: 1_000 } };

/** Recipients whom the provider refuses by name, so that of their batches only a part can be accepted. */
const refused = [7, 8, 42, 180];

const ways: Record<string, SinkBehaviour> = {
  "429 with Retry-After": "limit",
  "429 without": "limitSilently",
  "500": "error",
  "a reset": "reset",
  "silence past the timeout": "hang",
  "accepting and cutting the line": "acceptThenDrop",
  "accepting and keeping silent": "acceptThenHang",
  "accepting and 502": "acceptThenError",
};
const timeoutMs = 500;
/** A batch is tried eight times before its recipients become unknown. */
const mostFaults = 6;

/**
 * One delivery for each way in which a provider fails, each the first time a batch comes, and one in which the calls of
 * a batch, and those of its parts, fail up to six times in any of the ways. Throws when a delivery ends otherwise than an undisturbed one, recipient
 * by recipient. In all of them the provider refuses some recipients by name, which fails a part of their batches. The
 * loops run in this process, with the engine's transport and short pauses between its attempts. The short form is the
 * last of them; each way alone is in lib/sending/loop.test.ts.
 */
export async function drillFaults({ size, random }: Stage): Promise<void> {
  const { each, mixed } = sizes[size];
  if (size === "full") await compareEach(each);
  compare(
    "all at random",
    await endOf(mixed, atRandom(random)),
    await endOf(mixed, () => "accept"),
  );
}

async function compareEach(recipients: number): Promise<void> {
  const calm = await endOf(recipients, () => "accept");
  for (const [name, behaviour] of Object.entries(ways))
    compare(name, await endOf(recipients, atFirst(behaviour)), calm);
}

/** A batch that was split has calls for its parts, which fail together. */
const batchOf = ({ key }: SinkCall): string => key.replace(/\/.*/, "");

/** Once for the whole batch, and once for the first of its parts. */
function atFirst(behaviour: SinkBehaviour): Provider {
  const seen = new Set<string>();
  return (call) => {
    const name = `${batchOf(call)} ${call.key === batchOf(call)}`;
    if (seen.has(name)) return "accept";
    seen.add(name);
    return behaviour;
  };
}

function atRandom(random: Random): Provider {
  const left = new Map<string, number>();
  const [first = "error", ...others] = Object.values(ways);
  return (call) => {
    const batch = batchOf(call);
    const faults = left.get(batch) ?? Math.floor(random() * (mostFaults + 1));
    const fails = faults > 0 && random() < 0.5;
    left.set(batch, faults - Number(fails));
    return fails ? pickOne([first, ...others], random) : "accept";
  };
}

type End = { people: string[]; mailed: number; twice: number; calls: number; seconds: number };

async function endOf(recipients: number, fault: Provider): Promise<End> {
  const began = Date.now();
  const tenant = await createAudience(recipients);
  const sink = await startSink((call) =>
    holdsRefused(call) ? refusing(fault(call)) : fault(call),
  );
  const transport = createResendTransport({ apiKey: "re_drill", baseUrl: sink.url, timeoutMs });
  try {
    const deliveryId = await scheduleTestDelivery(tenant);
    await withLoop(sink, () => untilFinished(tenant, deliveryId), { loops: 2, transport });
    await balancedLedger(tenant, deliveryId);
    const seconds = (Date.now() - began) / 1000;
    return { people: await peopleOf(tenant, deliveryId), ...countsOf(sink), seconds };
  } finally {
    await transport.close();
    await sink.close();
  }
}

/** What the provider does instead with a call that it refuses: nothing of it is accepted, and the answer lost alike. */
function refusing(behaviour: SinkBehaviour): SinkBehaviour {
  const instead: Partial<Record<SinkBehaviour, SinkBehaviour>> = {
    accept: "invalid",
    acceptThenDrop: "reset",
    acceptThenHang: "hang",
    acceptThenError: "error",
  };
  return instead[behaviour] ?? behaviour;
}

const refusedEmails = new Set(refused.map(emailOf));
const holdsRefused = ({ messages }: SinkCall) =>
  messages.some(({ to }) => to.some((email) => refusedEmails.has(email)));

const countsOf = ({ sent, calls, conflicts }: Sink) => ({
  mailed: sent.size,
  twice: [...sent.values()].filter((times) => times > 1).length + conflicts,
  calls: calls.length,
});

async function peopleOf({ ctx, tenantId }: TestTenant, deliveryId: string): Promise<string[]> {
  const rows = await transaction(ctx, (tx) =>
    tx.execute<{ email: string; state: string; reason: string | null }>(sql`
      select email, state, reason from recipients
      where tenant_id = ${tenantId} and delivery_id = ${deliveryId} order by email`),
  );
  return rows.map(({ email, state, reason }) => `${email} ${state} ${reason ?? ""}`);
}

function compare(name: string, end: End, calm: End): void {
  const others = end.people.filter((person, at) => person !== calm.people[at]);
  const lost = calm.mailed - end.mailed;
  say(
    `${name}: ${end.calls} calls for ${end.people.length} recipients in ${end.seconds.toFixed(1)} s, ` +
      `lost ${lost}, mailed twice ${end.twice}, ending otherwise ${others.length}`,
  );
  for (const person of others.slice(0, 5)) say(`  ${person}`);
  if (lost !== 0 || end.twice > 0 || others.length > 0 || end.people.length !== calm.people.length)
    throw new Error(`${name}: not the end of an undisturbed delivery`);
}
