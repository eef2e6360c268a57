import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressHours } from "@/db/schema/address-hours";
import { addresses } from "@/db/schema/addresses";
import { deliveries } from "@/db/schema/deliveries";
import { sendingSettings } from "@/db/schema/sending-settings";
import type { TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { batchSize } from "@/db/values";
import { listPlannedHours, previewBestHours } from "@/lib/best-hours/queries";
import { bestSlot, periodOf } from "@/lib/best-hours/rules";
import { getDelivery } from "@/lib/deliveries/queries";
import { cancelDelivery, pauseDelivery, resumeDelivery } from "@/lib/scheduling/mutations";
import { prepareNext } from "./prepare";
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

const hourMs = 3_600_000;
/** The next moment at which this hour of the day begins in Japan. */
function nextAt(hour: number, from = Date.now()): Date {
  const passed = (from + 9 * hourMs) % (24 * hourMs);
  return new Date(from - passed + hour * hourMs + (hour * hourMs <= passed ? 24 * hourMs : 0));
}

async function knowAll(tenant: TestTenant, countsOf: (index: number) => Record<number, number>) {
  const { ctx, tenantId } = tenant;
  return transaction(ctx, async (tx) => {
    const people = await tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(eq(addresses.tenantId, tenantId))
      .orderBy(addresses.email);
    const rows = people.map(({ id }, index) => {
      const hours = Array.from({ length: 24 }, (_, hour) => countsOf(index)[hour] ?? 0);
      const count = hours.reduce((sum, one) => sum + one, 0);
      const counts = { recent: hours, total: hours, recentCount: count, totalCount: count };
      return { tenantId, addressId: id, period: periodOf(new Date()), ...counts };
    });
    await tx.insert(addressHours).values(rows);
    return new Map(rows.map((row) => [row.addressId, row.total]));
  });
}

type Change = { isCanary?: boolean; hours?: number };

/** A delivery planned for the best hours from this moment on, for a day. */
async function planned(tenant: TestTenant, from: Date, { hours = 24, ...change }: Change = {}) {
  const id = await scheduleTestDelivery(tenant);
  const bestHoursUntil = new Date(from.getTime() + hours * hourMs);
  await transaction(tenant.ctx, (tx) =>
    tx
      .update(deliveries)
      .set({ scheduledAt: from, bestHoursUntil, ...change })
      .where(eq(deliveries.id, id)),
  );
  return id;
}

async function prepare(tenant: TestTenant, id: string, chunk?: number) {
  while ((await prepareNext(tenant.ctx, id, chunk)) === "more");
}

type BatchRow = { batch_no: number; audience: number; planned_at: string; run_at: string };
const batchesOf = (tenant: TestTenant, id: string) =>
  readTransaction(tenant.ctx, (tx) =>
    tx.execute<BatchRow>(sql`select batch_no, audience, planned_at, run_at from batches
      where tenant_id = ${tenant.tenantId} and delivery_id = ${id} order by batch_no`),
  );

/** Lets the hour come that the batches after the first `hours` wait for. */
const passHours = (tenant: TestTenant, id: string, hours: number) =>
  transaction(tenant.ctx, async (tx) => {
    await tx.execute(sql`update batches set run_at = run_at - ${hours}::int * interval '1 hour'
      where tenant_id = ${tenant.tenantId} and delivery_id = ${id} and state = 'queued'`);
    await tx.execute(sql`update sending_queue set run_at = now() where delivery_id = ${id}`);
  });

describe("preparation for the best hours", () => {
  it("W14: puts people of one hour into batches of their own, numbered through, also when it resumes", async () => {
    const tenant = await createAudience(730, [3, 77]);
    await knowAll(tenant, (index) => ({ [index % 3 === 0 ? 8 : 20]: 5 }));
    const from = nextAt(7);
    const id = await planned(tenant, from);
    const preview = await previewBestHours(tenant.ctx, { id, at: from, until: null });
    await prepare(tenant, id, 250);
    const rows = await batchesOf(tenant, id);
    expect(rows.map((row) => row.batch_no)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.every(({ audience }) => audience <= batchSize)).toBe(true);
    expect(rows.every((row) => row.run_at === row.planned_at)).toBe(true);
    // 250, 250 and 230 addresses: 84, 83, 77 of them in the morning, the others in the evening.
    expect(rows).toHaveLength(3 * (1 + 2));
    expect(await balancedLedger(tenant, id)).toMatchObject({
      audience: 730,
      queued: 728,
      suppressed: 2,
    });
    const hours = await listPlannedHours(tenant.ctx, id);
    expect(hours.map(({ at, count, settled }) => ({ at, count, settled }))).toEqual(
      preview.hours.map((hour) => ({ ...hour, settled: 0 })),
    );
    expect(hours.map(({ at }) => at)).toEqual([
      nextAt(8, from.getTime()),
      nextAt(20, from.getTime()),
    ]);
  });

  it("W14: finds the same hour in the database as the rule does", async () => {
    const tenant = await createAudience(300);
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % most;
    };
    const counts = await knowAll(tenant, () =>
      Object.fromEntries(Array.from({ length: 1 + random(5) }, () => [random(24), 1 + random(3)])),
    );
    const { tenantId } = tenant;
    await transaction(tenant.ctx, (tx) =>
      tx.insert(sendingSettings).values({ tenantId, quietFrom: 1290, quietUntil: 450 }),
    );
    await expectSameSlots(tenant, counts, await planned(tenant, nextAt(6)), 15);
    await expectSameSlots(tenant, counts, await planned(tenant, nextAt(9), { hours: 4 }), 4);
  });

  async function expectSameSlots(
    tenant: TestTenant,
    counts: Map<string, number[]>,
    id: string,
    slots: number,
  ) {
    const { tenantId } = tenant;
    await prepare(tenant, id);
    const plan = (await getDelivery(tenant.ctx, id)).frozen?.hourPlan;
    expect(plan?.slots).toHaveLength(slots);
    const rows = await readTransaction(tenant.ctx, (tx) =>
      tx.execute<{ address_id: string; planned_at: string }>(sql`
        select r.address_id, b.planned_at from recipients r join batches b on b.tenant_id = r.tenant_id
          and b.delivery_id = r.delivery_id and b.batch_no = r.batch_no
        where r.tenant_id = ${tenantId} and r.delivery_id = ${id}`),
    );
    expect(rows).toHaveLength(300);
    for (const row of rows) {
      const own = counts.get(row.address_id) ?? [];
      const isKnown = own.reduce((sum, one) => sum + one, 0) >= 3;
      const slot = (isKnown ? bestSlot(plan?.slots ?? [], own) : null) ?? plan?.usual ?? -1;
      expect(new Date(row.planned_at).toISOString()).toBe(plan?.slots[slot]?.at);
    }
  }

  it("W14: sends at once what is meant for a delivery that goes to all at the same time", async () => {
    const tenant = await createAudience(5);
    await knowAll(tenant, () => ({ 8: 5 }));
    const id = await scheduleTestDelivery(tenant);
    await prepare(tenant, id);
    expect(await batchesOf(tenant, id)).toMatchObject([{ planned_at: null }]);
    expect(await listPlannedHours(tenant.ctx, id)).toEqual([]);
  });

  it("W18: a first part goes ahead at its hour, and the rest waits for it whatever its own hour", async () => {
    const tenant = await createAudience(450);
    await knowAll(tenant, (index) => ({ [index < 30 ? 8 : index < 300 ? 9 : 20]: 5 }));
    const from = nextAt(7);
    const id = await planned(tenant, from, { isCanary: true });
    await prepare(tenant, id);
    const [first, second, ...rest] = await batchesOf(tenant, id);
    const at = (hour: number) => nextAt(hour, from.getTime()).getTime();
    const times = rest.map(({ run_at }) => new Date(run_at).getTime());
    // 30 people at 8 are too few to tell anything: the first batch of those at 9 belongs to the first part.
    expect([first, second].map((row) => new Date(row?.run_at ?? 0).getTime())).toEqual([
      at(8),
      at(9),
    ]);
    const held = at(9) + hourMs / 2;
    expect(times).toEqual([held, held, at(20), at(20)]);
    await pauseDelivery(tenant.ctx, { id });
    await resumeDelivery(tenant.ctx, { id });
    const resumed = await batchesOf(tenant, id);
    expect(resumed.every((row) => row.run_at === row.planned_at)).toBe(true);
  });
});

describe("a delivery at the best hours", () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await startSink();
  });
  afterEach(() => sink.close());

  /** Half of the people now, the others three hours later. */
  async function halves() {
    const tenant = await createAudience(240);
    const now = new Date();
    const hour = Math.floor(now.getTime() / hourMs + 9) % 24;
    await knowAll(tenant, (index) => ({ [index % 2 === 0 ? hour : (hour + 3) % 24]: 5 }));
    return { tenant, id: await planned(tenant, now) };
  }
  const sent = (tenant: TestTenant, id: string, accepted: number, queued: number) => async () => {
    const ledger = await balancedLedger(tenant, id);
    return ledger.accepted === accepted && ledger.queued === queued;
  };

  it("W14: is finished only after the last hour, and nobody is written to twice", async () => {
    const { tenant, id } = await halves();
    await withLoop(sink, async () => {
      await until(sent(tenant, id, 120, 120), "the first hour");
      expect(await stateOf(tenant, id)).toBe("sending");
      expect(await listPlannedHours(tenant.ctx, id)).toMatchObject([
        { count: 120, settled: 120 },
        { count: 120, settled: 0 },
      ]);
      await pauseDelivery(tenant.ctx, { id });
      await resumeDelivery(tenant.ctx, { id });
      expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 120, queued: 120 });
      await passHours(tenant, id, 4);
      await untilState(tenant, id, "finished");
    });
    expect(sink.sent.size).toBe(240);
    expect([...sink.sent.values()].every((times) => times === 1)).toBe(true);
  });

  it("W14: stops for good between two hours", async () => {
    const { tenant, id } = await halves();
    await withLoop(sink, async () => {
      await until(sent(tenant, id, 120, 120), "the first hour");
      expect(await cancelDelivery(tenant.ctx, { id })).toEqual({ cancelled: 120 });
    });
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 120, cancelled: 120 });
    expect(sink.sent.size).toBe(120);
  });

  it("W14: keeps to quiet hours that were set after it was prepared", async () => {
    const { tenant, id } = await halves();
    const { tenantId } = tenant;
    await withLoop(sink, async () => {
      await until(sent(tenant, id, 120, 120), "the first hour");
      const minutes = Math.floor(Date.now() / 60_000 + 9 * 60) % 1440;
      await transaction(tenant.ctx, (tx) =>
        tx
          .insert(sendingSettings)
          .values({ tenantId, quietFrom: minutes, quietUntil: (minutes + 60) % 1440 }),
      );
      await passHours(tenant, id, 4);
      const rested = async () => {
        const [row] = await transaction(tenant.ctx, (tx) =>
          tx.execute<{ ok: boolean }>(sql`select run_at > now() + interval '20 seconds' as ok
            from sending_queue where delivery_id = ${id}`),
        );
        return row?.ok === true;
      };
      await until(rested, "quiet");
      expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 120, queued: 120 });
    });
  });
});
