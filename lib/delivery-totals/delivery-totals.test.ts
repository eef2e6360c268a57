import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { batches, deliveries } from "@/db/schema/deliveries";
import { deliveryTotals } from "@/db/schema/delivery-tallies";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { listDeliveries } from "@/lib/deliveries/queries";
import { tallyDelivery } from "@/lib/delivery-tallies/mutations";
import { getLedger } from "@/lib/sending/queries";
import { exportDeliveries } from "./mutations";
import { compareDeliveries, getCourseTotals, getTotals } from "./queries";
import { completeRange, shownDays, unitOf } from "./rules";
import { compareSchema, exportListSchema, listFilterSchema } from "./schema";

const dayMs = 86_400_000;

/** A finished delivery of so many days ago with two batches. */
async function delivery({ tenantId, ctx }: TestTenant, name: string, daysAgo: number) {
  const id = randomUUID();
  const startedAt = new Date(Date.now() - daysAgo * dayMs);
  const counts = { audience: 100, delivered: 80, bounced: 10, accepted: 5, suppressed: 5 };
  await transaction(ctx, async (tx) => {
    await tx
      .insert(deliveries)
      .values({ tenantId, id, name, subject: "件名", state: "finished", startedAt });
    await tx.insert(batches).values(
      [1, 2].map((batchNo) => ({
        ...{ tenantId, deliveryId: id, batchNo, state: "done" as const },
        ...counts,
        opened: 40,
        clicked: 8,
      })),
    );
  });
  return id;
}

const dayAgo = (days: number) =>
  new Date(Date.now() + 9 * 3_600_000 - days * dayMs).toISOString().slice(0, 10);

/** As if its last change were long ago. */
const settle = ({ ctx, tenantId }: TestTenant, id: string) =>
  transaction(ctx, (tx) =>
    tx.execute(sql`update batches set updated_at = now() - interval '1 hour'
      where tenant_id = ${tenantId} and delivery_id = ${id}`),
  );

const countRolledUp = ({ ctx, tenantId }: TestTenant, id: string) =>
  readTransaction(ctx, (tx) =>
    tx.$count(
      deliveryTotals,
      and(eq(deliveryTotals.tenantId, tenantId), eq(deliveryTotals.deliveryId, id)),
    ),
  );

describe("totals", () => {
  it("W14: add up day by day in Japan, without what is older or another customer's", async () => {
    const [one, other] = [await createTestTenant(), await createTestTenant()];
    await delivery(one, "今日", 0);
    await delivery(one, "今日の二つ目", 0);
    await delivery(one, "先週", 7);
    await delivery(one, "昔", 31);
    const { unit, periods: days } = await getCourseTotals(one.ctx, {});
    expect(unit).toBe("day");
    expect(days).toHaveLength(shownDays);
    expect(days.at(-1)).toEqual({
      day: dayAgo(0),
      deliveries: 2,
      sent: 380,
      delivered: 320,
      opened: 160,
      clicked: 32,
      bounced: 40,
      complained: 0,
    });
    expect(days.at(-8)).toMatchObject({ deliveries: 1, sent: 190, bounced: 20 });
    expect(days.reduce((sum, day) => sum + day.sent, 0)).toBe(570);
    const { periods } = await getCourseTotals(other.ctx, {});
    expect(periods.every(({ sent }) => sent === 0)).toBe(true);
  });

  it("W14: add up over any days in Japan, by months where these are many", async () => {
    const one = await createTestTenant();
    await delivery(one, "今日", 0);
    await delivery(one, "先週", 7);
    await delivery(one, "昔", 200);
    const week = await getCourseTotals(one.ctx, { from: dayAgo(7), to: dayAgo(7) });
    expect(week.periods).toMatchObject([{ day: dayAgo(7), deliveries: 1, sent: 190 }]);
    const year = await getCourseTotals(one.ctx, { from: dayAgo(365) });
    expect(year.unit).toBe("month");
    expect(year.periods.reduce((sum, { deliveries: found }) => sum + found, 0)).toBe(3);
    expect(year.periods.length).toBeGreaterThan(11);
    const names = async (from?: string, to?: string) =>
      (await listDeliveries(one.ctx, { tab: "all", q: "", from, to })).deliveries
        .map(({ name }) => name)
        .sort();
    expect(await names(dayAgo(7), dayAgo(7))).toEqual(["先週"]);
    expect(await names(dayAgo(7))).toEqual(["今日", "先週"]);
    expect(await names(undefined, dayAgo(8))).toEqual(["昔"]);
  });

  it("W14: are the same in the list, on the page, side by side and over time, rolled up or not", async () => {
    const one = await createTestTenant();
    const id = await delivery(one, "同じ", 0);
    const figures = async () => {
      const [listed] = (await listDeliveries(one.ctx, { tab: "all", q: "" })).deliveries;
      const [compared] = await compareDeliveries(one.ctx, [id]);
      const { periods } = await getCourseTotals(one.ctx, {});
      const { day: _, deliveries: count, ...ofDay } = periods.at(-1) ?? { deliveries: 0 };
      const { audience, delivered, bounced } = await getLedger(one.ctx, id);
      const totals = await getTotals(one.ctx, id);
      expect(count).toBe(1);
      expect(listed?.totals).toEqual(totals);
      expect(compared).toMatchObject(totals);
      expect(totals).toMatchObject({ ...ofDay, audience, delivered, bounced });
      return totals;
    };
    const before = await figures();
    await settle(one, id);
    expect(await tallyDelivery(one.ctx, id)).toEqual({ slices: 0, isRolledUp: true });
    expect(await countRolledUp(one, id)).toBe(1);
    expect(await figures()).toEqual(before);
    await transaction(one.ctx, (tx) =>
      tx.execute(sql`update batches set opened = opened + 1
        where tenant_id = ${one.tenantId} and delivery_id = ${id} and batch_no = 2`),
    );
    expect(await countRolledUp(one, id)).toBe(0);
    expect(await figures()).toEqual({ ...before, opened: before.opened + 1 });
  });

  it("are not rolled up while a batch is being changed or has just been", async () => {
    const one = await createTestTenant();
    const id = await delivery(one, "まだ", 0);
    expect(await tallyDelivery(one.ctx, id)).toMatchObject({ isRolledUp: false });
    await settle(one, id);
    await transaction(one.ctx, async (tx) => {
      await tx.execute(sql`update batches set clicked = 9
        where tenant_id = ${one.tenantId} and delivery_id = ${id} and batch_no = 1`);
      expect(await tallyDelivery(one.ctx, id)).toMatchObject({ isRolledUp: false });
    });
    expect(await tallyDelivery(one.ctx, id)).toMatchObject({ isRolledUp: true });
    expect(await getTotals(one.ctx, id)).toMatchObject({ clicked: 17 });
  });

  it("read a range from an address and give it both ends", () => {
    expect(listFilterSchema.parse({ from: "2026-13-01", to: "0001-01-01" })).toMatchObject({
      from: undefined,
      to: undefined,
    });
    const now = new Date("2026-11-24T00:30:00+09:00");
    expect(completeRange({}, now)).toEqual({ from: "2026-10-26", to: "2026-11-24" });
    expect(completeRange({ from: "2027-01-02" }, now).to).toBe("2027-01-02");
    expect(completeRange({ from: "2026-11-30", to: "2026-11-20" }, now).from).toBe("2026-11-20");
    expect(unitOf("2026-09-01", "2026-11-01")).toBe("day");
    expect(unitOf("2026-09-01", "2026-11-02")).toBe("month");
  });

  it("W14: put deliveries side by side, and never another customer's", async () => {
    const [one, other] = [await createTestTenant(), await createTestTenant()];
    const ids = [await delivery(one, "後", 1), await delivery(one, "先", 2)];
    const foreign = await delivery(other, "他社", 1);
    const rows = await compareDeliveries(one.ctx, [...ids, foreign]);
    expect(rows.map(({ name }) => name)).toEqual(["先", "後"]);
    expect(rows[0]).toMatchObject({ audience: 200, sent: 190, delivered: 160, clicked: 16 });
    expect(await compareDeliveries(one.ctx, [])).toEqual([]);
    expect(compareSchema.parse(`${ids[0]},x,${ids[0]},' or 1=1`)).toEqual([ids[0]]);
    expect(compareSchema.parse(undefined)).toEqual([]);
  });

  it("W14: leave as CSV that no spreadsheet runs, with an entry in the log, and only with the right to", async () => {
    const one = await createTestTenant();
    await delivery(one, '=HYPERLINK("x")', 1);
    const words = { headers: ["配信名"], state: () => "完了" };
    const input = exportListSchema.parse({ tab: "nonsense" });
    let csv = "";
    for await (const line of await exportDeliveries(one.ctx, input, words)) csv += line;
    expect(csv).toMatch(
      /^配信名\r\n"'=HYPERLINK\(""x""\)",件名,完了,\d{4}-.*\+09:00,200,190,160,80,16,20,0\r\n$/,
    );
    const actions = await readTransaction(one.ctx, (tx) =>
      tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(eq(auditEntries.tenantId, one.tenantId)),
    );
    expect(actions).toEqual([{ action: "delivery.listExported" }]);
    await expect(
      exportDeliveries(await one.contextFor("viewer"), input, words),
    ).rejects.toMatchObject({ code: "not_permitted" });
  });
});
