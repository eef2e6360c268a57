import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { suppressions } from "@/db/schema/addresses";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { claimBatches } from "./claim";
import { compiledDelivery } from "./compiled";
import { leaveSettled } from "./finish";
import { cancelQueuedRecipients, retryUnknown } from "./mutations";
import { prepareNext } from "./prepare";
import { createResendTransport } from "./resend-transport";
import { batchKey } from "./send-batch";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  until,
  untilState,
  withLoop,
} from "./test-delivery";
import { type Sink, type SinkBehaviour, type SinkCall, startSink } from "./test-sink";
import { wakeSending } from "./wake";

let sink: Sink;
afterEach(() => sink?.close());

async function sendAll(
  tenant: TestTenant,
  behave: (call: SinkCall) => SinkBehaviour,
  options: Parameters<typeof withLoop>[2] = {},
) {
  sink = await startSink(behave);
  const id = await scheduleTestDelivery(tenant);
  await withLoop(sink, () => untilState(tenant, id, "finished"), options);
  return { id, ledger: await balancedLedger(tenant, id) };
}

const everyone = (count: number) => Array.from({ length: count }, (_, i) => emailOf(i + 1));
const expectOnceEach = (count: number) => {
  expect([...sink.sent.keys()].sort()).toEqual(everyone(count));
  expect(new Set(sink.sent.values())).toEqual(new Set([1]));
  expect(sink.conflicts).toBe(0);
};

async function setState(tenant: TestTenant, id: string, state: string) {
  await transaction(tenant.ctx, async (tx) => {
    await tx.execute(
      sql`update deliveries set state = ${state} where tenant_id = ${tenant.tenantId} and id = ${id}`,
    );
    if (state === "cancelled") await cancelQueuedRecipients(tx, tenant.tenantId, id);
    await wakeSending(tx, tenant.tenantId, id);
  });
}

/** A batch whose claim began before the pause may still go out: waits until nothing is under way, twice in a row. */
async function callsAtRest(tenant: TestTenant, id: string): Promise<number> {
  let calls = -1;
  await until(async () => {
    const before = calls;
    calls = sink.calls.length;
    const { sending } = await balancedLedger(tenant, id);
    if (sending === 0 && before !== calls) await sleep(300);
    return sending === 0 && before === calls;
  }, "calls recorded");
  return calls;
}

describe("startSendingLoop", () => {
  it("W25: sends 1,050 recipients exactly once each with two loops at once", async () => {
    const tenant = await createAudience(1_050);
    const { ledger } = await sendAll(tenant, () => "accept", { loops: 2, prepareChunk: 300 });
    expectOnceEach(1_050);
    expect(ledger).toMatchObject({ audience: 1_050, accepted: 1_050, queued: 0, sending: 0 });
  });

  it.each([
    ["limits", ["limit", "accept"]],
    ["limits without a time", ["limitSilently", "accept"]],
    ["errors", ["error", "accept"]],
    ["resets", ["reset", "accept"]],
    ["silence", ["hang", "accept"]],
    ["accepting and then dropping the line", ["acceptThenDrop", "accept"]],
    ["accepting and then never answering", ["acceptThenHang", "accept"]],
    ["accepting and then failing", ["acceptThenError", "limit", "accept"]],
    [
      "everything in turn",
      ["limit", "acceptThenDrop", "error", "limit", "reset", "acceptThenError", "accept"],
    ],
  ] as const)(
    "W25: loses and doubles nothing when the provider answers with %s",
    async (_name, behaviours) => {
      const tenant = await createAudience(450, [7]);
      const seen = new Map<string, number>();
      const { ledger } = await sendAll(tenant, ({ key }) => {
        const count = seen.get(key) ?? 0;
        seen.set(key, count + 1);
        return behaviours[Math.min(count, behaviours.length - 1)] ?? "accept";
      });
      expect(sink.sent.size).toBe(449);
      expect(new Set(sink.sent.values())).toEqual(new Set([1]));
      expect(sink.sent.has(emailOf(7))).toBe(false);
      expect(sink.conflicts).toBe(0);
      expect(ledger).toMatchObject({ audience: 450, accepted: 449, suppressed: 1 });
    },
  );

  it("W14: one bad recipient fails with its reason and the rest go", async () => {
    const tenant = await createAudience(230);
    const bad = emailOf(42);
    const isBad = ({ messages }: SinkCall) => messages.some(({ to }) => to.includes(bad));
    let hasDropped = false;
    const { id, ledger } = await sendAll(tenant, (call) => {
      if (isBad(call)) return "invalid";
      if (call.messages.length === 100 || hasDropped) return "accept";
      hasDropped = true;
      return "acceptThenDrop";
    });
    expect(ledger).toMatchObject({ accepted: 229, failed: 1 });
    expect(sink.sent.size).toBe(229);
    expect(new Set(sink.sent.values())).toEqual(new Set([1]));
    const [row] = await transaction(tenant.ctx, (tx) =>
      tx.execute<{ state: string; reason: string }>(sql`select state, reason from recipients
        where tenant_id = ${tenant.tenantId} and delivery_id = ${id} and email = ${bad}`),
    );
    expect(row).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("Invalid `to` field"),
    });
  });

  it("pauses a delivery that the provider refuses as a whole, and goes on after a resume", async () => {
    const tenant = await createAudience(30);
    let isForbidden = true;
    sink = await startSink(() => (isForbidden ? "forbid" : "accept"));
    const id = await scheduleTestDelivery(tenant);
    await withLoop(sink, async () => {
      await untilState(tenant, id, "paused");
      await until(async () => (await balancedLedger(tenant, id)).queued === 30, "queued again");
      isForbidden = false;
      await setState(tenant, id, "sending");
      await untilState(tenant, id, "finished");
    });
    expectOnceEach(30);
  });

  it("W14: what stays unclear is unknown, and a retry takes exactly those", async () => {
    const tenant = await createAudience(150);
    const isLost = ({ key }: SinkCall) => key.endsWith(":1:1");
    const { id, ledger } = await sendAll(tenant, (call) => (isLost(call) ? "reset" : "accept"));
    expect(ledger).toMatchObject({ accepted: 50, unknown: 100 });
    await retryUnknown(tenant.ctx, id);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 50, queued: 100 });
    await withLoop(sink, () => untilState(tenant, id, "finished"));
    expectOnceEach(150);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 150 });
    await expect(retryUnknown(tenant.ctx, id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("W25: takes over from a worker that died after the provider accepted and before it recorded", async () => {
    const tenant = await createAudience(120);
    sink = await startSink();
    const id = await scheduleTestDelivery(tenant);
    while ((await prepareNext(tenant.ctx, id)) === "more");
    const dying = {
      workerId: "dying",
      limit: 1,
      claimSize: 100,
      isRepeatable: true,
      leaseSeconds: 0.2,
    };
    const [batch] = await claimBatches(tenant.ctx, id, dying);
    if (!batch) throw new Error("nothing claimed");
    const transport = createResendTransport({ apiKey: "re_test", baseUrl: sink.url });
    const content = await compiledDelivery(tenant.ctx, id);
    await transport.sendBatch(content, batch.recipients, batchKey(batch));
    await transport.close();
    expect(await balancedLedger(tenant, id)).toMatchObject({ sending: 100, queued: 20 });
    await withLoop(sink, () => untilState(tenant, id, "finished"));
    expectOnceEach(120);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 120 });
  });

  it("W25: does not repeat a call whose key the provider has forgotten", async () => {
    const tenant = await createAudience(120);
    sink = await startSink();
    const id = await scheduleTestDelivery(tenant);
    while ((await prepareNext(tenant.ctx, id)) === "more");
    const dying = { workerId: "dying", limit: 1, claimSize: 100, isRepeatable: true };
    await claimBatches(tenant.ctx, id, { ...dying, leaseSeconds: 0.1 });
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update recipients set updated_at = now() - interval '25 hours'
        where tenant_id = ${tenant.tenantId} and delivery_id = ${id} and state = 'sending'`),
    );
    await withLoop(sink, () => untilState(tenant, id, "finished"));
    expect(sink.sent.size).toBe(20);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 20, unknown: 100 });
    await retryUnknown(tenant.ctx, id);
    await withLoop(sink, () => untilState(tenant, id, "finished"));
    expectOnceEach(120);
  });

  it("leaves the queue only when the delivery rests: one that was planned again stays", async () => {
    const tenant = await createAudience(1);
    const id = await scheduleTestDelivery(tenant);
    const queued = async () => {
      await leaveSettled(tenant.ctx, id);
      const rows = await controlDb().execute(
        sql`select 1 from sending_queue where delivery_id = ${id}`,
      );
      return rows.length;
    };
    expect(await queued()).toBe(1);
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update deliveries set state = 'draft'
        where tenant_id = ${tenant.tenantId} and id = ${id}`),
    );
    expect(await queued()).toBe(0);
  });

  it("pauses, resumes and cancels within a batch, and the ledger balances throughout", async () => {
    const tenant = await createAudience(900);
    sink = await startSink(({ number }) => (number % 3 === 0 ? "limit" : "accept"));
    const id = await scheduleTestDelivery(tenant);
    await withLoop(
      sink,
      async () => {
        await until(() => sink.calls.length > 0, "first call");
        await setState(tenant, id, "paused");
        const paused = await callsAtRest(tenant, id);
        await setState(tenant, id, "paused");
        const { queued } = await balancedLedger(tenant, id);
        expect(queued).toBeGreaterThan(0);
        expect(sink.calls.length).toBe(paused);
        await setState(tenant, id, "sending");
        await until(() => sink.calls.length > paused, "resumed");
        await setState(tenant, id, "cancelled");
        // A call under way that the provider turns down is queued once more before it is cancelled.
        await until(async () => {
          const { queued, sending } = await balancedLedger(tenant, id);
          return queued + sending === 0;
        }, "settled");
      },
      { concurrency: () => 1 },
    );
    const ledger = await balancedLedger(tenant, id);
    expect(ledger.accepted).toBe(sink.sent.size);
    expect(ledger.accepted + ledger.cancelled).toBe(900);
    expect(ledger.cancelled).toBeGreaterThan(0);
  });

  it("leaves out who was suppressed after preparation", async () => {
    const tenant = await createAudience(20);
    sink = await startSink();
    const id = await scheduleTestDelivery(tenant);
    while ((await prepareNext(tenant.ctx, id)) === "more");
    await transaction(tenant.ctx, (tx) =>
      tx
        .insert(suppressions)
        .values({ tenantId: tenant.tenantId, email: emailOf(3), reason: "complained" }),
    );
    await withLoop(sink, () => untilState(tenant, id, "finished"));
    expect(sink.sent.size).toBe(19);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 19, suppressed: 1 });
  });

  it("finishes a delivery without recipients, and one whose sender is gone fails with its reason", async () => {
    const tenant = await createAudience(0);
    const { ledger } = await sendAll(tenant, () => "accept");
    expect(ledger.audience).toBe(0);
    const id = await scheduleTestDelivery(tenant, {
      kind: "group",
      groupId: "3f0c2f0e-6a7a-4a3f-9a43-000000000009",
    });
    await withLoop(sink, () => untilState(tenant, id, "failed"));
  });

  it("serves a small tenant while a large one is being sent", async () => {
    const large = await createAudience(3_000);
    const small = await createAudience(10);
    sink = await startSink(() => "accept", 250);
    const first = await scheduleTestDelivery(large);
    await withLoop(sink, async () => {
      await until(() => sink.calls.length > 2, "large one under way");
      const second = await scheduleTestDelivery(small);
      await untilState(small, second, "finished");
      await untilState(large, first, "finished");
    });
    const order = sink.calls.map(({ size }) => size);
    expect(order.indexOf(10)).toBeLessThan(order.length - 1);
  });
});
