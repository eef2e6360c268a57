import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { deliveries } from "@/db/schema/deliveries";
import { sendingSettings } from "@/db/schema/sending-settings";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { resumeDelivery } from "@/lib/scheduling/mutations";
import { applyEvents, storeProviderEvent } from "./events";
import { canaryBatches, findHarm } from "./guard-rules";
import {
  balancedLedger,
  createAudience,
  scheduleTestDelivery,
  stateOf,
  until,
  untilState,
  withLoop,
} from "./test-delivery";
import { type Sink, startSink } from "./test-sink";

let sink: Sink;
afterEach(() => sink?.close());

const change = ({ tenantId, ctx }: TestTenant, id: string, what: string) =>
  transaction(ctx, (tx) =>
    tx.execute(sql`update deliveries set ${sql.raw(what)}
      where tenant_id = ${tenantId} and id = ${id}`),
  );

const detailsOf = async ({ tenantId, ctx }: TestTenant, id: string) => {
  const [row] = await transaction(ctx, (tx) =>
    tx
      .select({ failure: deliveries.failure, isGuarded: deliveries.isGuarded })
      .from(deliveries)
      .where(sql`tenant_id = ${tenantId} and id = ${id}`),
  );
  return row;
};

/** Tells of so many recipients of the first batch that their mail came back or was complained about. */
async function report({ tenantId, ctx }: TestTenant, id: string, count: number, type: string) {
  const rows = await transaction(ctx, (tx) =>
    tx.execute<{ address_id: string }>(sql`select address_id from recipients
      where tenant_id = ${tenantId} and delivery_id = ${id} and batch_no = 1
      order by address_id limit ${count}`),
  );
  for (const { address_id: address } of rows) {
    const tags = { tenant: tenantId, delivery: id, batch: "1", address };
    const data = { tags, bounce: { type: "Permanent" } };
    const created_at = new Date().toISOString();
    await storeProviderEvent(`${type}:${id}:${address}`, {
      type: `email.${type}`,
      created_at,
      data,
    });
  }
  await applyEvents(ctx, id);
}

describe("outcomes", () => {
  const few = { bounced: 0, complained: 0, mostBounces: 100, mostComplaints: 5 };

  it("stop a delivery at the customer's rate, and only once they mean something", () => {
    expect(findHarm({ ...few, tried: 100, bounced: 9 })).toBeNull();
    expect(findHarm({ ...few, tried: 100, bounced: 10 })).toBe("bounceRate: 10.0%");
    expect(findHarm({ ...few, tried: 49, bounced: 49 })).toBeNull();
    expect(findHarm({ ...few, tried: 200, complained: 2 })).toBeNull();
    expect(findHarm({ ...few, tried: 600, complained: 3 })).toBe("complaintRate: 0.5%");
    const never = { mostBounces: null, mostComplaints: null };
    expect(findHarm({ ...few, ...never, tried: 100, bounced: 99, complained: 99 })).toBeNull();
  });

  it("are looked at for the first hundredth, at least one batch", () => {
    expect([1, 99, 100, 101, 10_000].map(canaryBatches)).toEqual([1, 1, 1, 2, 100]);
  });
});

it("W18: a canary that bounces stops the rest; a person resumes it, and then all are sent once", async () => {
  const tenant = await createAudience(450);
  sink = await startSink();
  const id = await scheduleTestDelivery(tenant);
  await change(tenant, id, "is_canary = true");
  await withLoop(sink, async () => {
    await until(() => sink.sent.size === 100, "canary sent");
    expect(await balancedLedger(tenant, id)).toMatchObject({ audience: 450, queued: 350 });
    await until(async () => (await balancedLedger(tenant, id)).accepted === 100, "recorded");
    await report(tenant, id, 12, "bounced");
    expect(await stateOf(tenant, id)).toBe("paused");
    expect(await detailsOf(tenant, id)).toMatchObject({ failure: "bounceRate: 12.0%" });
    expect(sink.sent.size).toBe(100);
    await resumeDelivery(tenant.ctx, { id });
    await untilState(tenant, id, "finished");
  });
  expect(await detailsOf(tenant, id)).toEqual({ failure: null, isGuarded: false });
  expect([...sink.sent.values()].every((times) => times === 1)).toBe(true);
  expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 438, bounced: 12 });
});

it("W18: complaints stop a delivery under way where the customer has not switched that off", async () => {
  const tenant = await createAudience(250);
  sink = await startSink();
  const id = await scheduleTestDelivery(tenant);
  await change(tenant, id, "is_canary = true");
  await withLoop(sink, () =>
    until(async () => (await balancedLedger(tenant, id)).accepted === 100, "canary recorded"),
  );
  await transaction(tenant.ctx, (tx) =>
    tx.insert(sendingSettings).values({ tenantId: tenant.tenantId, mostComplaints: null }),
  );
  await report(tenant, id, 3, "complained");
  expect(await stateOf(tenant, id)).toBe("sending");
  await transaction(tenant.ctx, (tx) => tx.update(sendingSettings).set({ mostComplaints: 10 }));
  await report(tenant, id, 4, "complained");
  expect(await detailsOf(tenant, id)).toMatchObject({ failure: "complaintRate: 4.0%" });
});

it("W14: a delivery waits through the quiet hours and goes on when they end", async () => {
  const tenant = await createAudience(150);
  sink = await startSink();
  const id = await scheduleTestDelivery(tenant);
  const minutes = Math.floor(Date.now() / 60_000 + 9 * 60) % 1440;
  const quiet = { quietFrom: minutes, quietUntil: (minutes + 60) % 1440 };
  await transaction(tenant.ctx, (tx) =>
    tx.insert(sendingSettings).values({ tenantId: tenant.tenantId, ...quiet }),
  );
  const rested = () =>
    transaction(tenant.ctx, async (tx) => {
      const rows = await tx.execute(sql`select 1 from sending_queue
        where delivery_id = ${id} and run_at > now() + interval '10 seconds'`);
      return rows.length === 1;
    });
  await withLoop(sink, async () => {
    await until(rested, "waiting");
    expect(await stateOf(tenant, id)).toBe("sending");
    expect(sink.calls).toHaveLength(0);
    await transaction(tenant.ctx, async (tx) => {
      await tx.update(sendingSettings).set({ quietFrom: null, quietUntil: null });
      await tx.execute(sql`update sending_queue set run_at = now() where delivery_id = ${id}`);
    });
    await untilState(tenant, id, "finished");
  });
  expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 150 });
});
