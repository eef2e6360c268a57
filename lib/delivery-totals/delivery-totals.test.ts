import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { batches, deliveries } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { exportDeliveries } from "./mutations";
import { compareDeliveries, getDailyTotals, shownDays } from "./queries";
import { compareSchema, exportListSchema } from "./schema";

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

describe("totals", () => {
  it("W14: add up day by day in Japan, without what is older or another customer's", async () => {
    const [one, other] = [await createTestTenant(), await createTestTenant()];
    await delivery(one, "今日", 0);
    await delivery(one, "今日の二つ目", 0);
    await delivery(one, "先週", 7);
    await delivery(one, "昔", 31);
    const days = await getDailyTotals(one.ctx);
    expect(days).toHaveLength(shownDays);
    const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    expect(days.at(-1)).toEqual({
      day: today,
      sent: 380,
      delivered: 320,
      opened: 160,
      bounced: 40,
    });
    expect(days.at(-8)).toMatchObject({ sent: 190, bounced: 20 });
    expect(days.reduce((sum, day) => sum + day.sent, 0)).toBe(570);
    expect((await getDailyTotals(other.ctx)).every(({ sent }) => sent === 0)).toBe(true);
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
      /^配信名\r\n"'=HYPERLINK\(""x""\)",件名,完了,\d{4}-.*\+09:00,200,190,160,80,16,20\r\n$/,
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
