import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { CsvEncoder } from "@/lib/exports/rules";
import { recountBatches } from "@/lib/sending/recount";
import { exportDeliveryTable, exportTotals } from "./mutations";
import { deliveryTableSchema, totalsTableSchema } from "./schema";

const words = {
  headers: ["見出し"],
  state: (state: string) => `状態 ${state}`,
  reason: (reason: string) => `=理由 ${reason}`,
  event: (type: string) => type,
};
const id = randomUUID();
const start = new Date("2026-11-24T08:00:00+09:00");
const addressId = randomUUID();
let one: TestTenant;

beforeAll(async () => {
  one = await createTestTenant();
  const own = { tenantId: one.tenantId, deliveryId: id };
  await transaction(one.ctx, async (tx) => {
    await tx.insert(deliveries).values({
      ...{ tenantId: one.tenantId, id, name: "髙橋様へ", subject: "件名" },
      ...{ state: "finished", startedAt: start },
    });
    await tx.insert(batches).values({ ...own, batchNo: 1, audience: 3 });
    const common = { ...own, batchNo: 1, acceptedAt: start };
    await tx.insert(recipients).values([
      { ...common, addressId, email: "a@docomo.ne.jp", state: "delivered", deliveredAt: start },
      {
        ...{ ...common, addressId: randomUUID(), email: "b@docomo.ne.jp", state: "bounced" },
        ...{ bouncedAt: start, reason: "softBounce: 452 4.2.2 full" },
      },
      { ...common, addressId: randomUUID(), email: "c@gmail.com", state: "accepted" },
    ]);
    await tx
      .insert(deliveryLinks)
      .values({ ...own, linkNo: 1, url: "https://example.jp/", clicked: 2 });
    await recountBatches(tx, one.tenantId, id, [1]);
  });
});

async function text(lines: AsyncGenerator<string>): Promise<string[]> {
  let all = "";
  for await (const line of lines) all += line;
  return all.trimEnd().split("\r\n");
}

const table = async (query: Record<string, string>) =>
  text(await exportDeliveryTable(one.ctx, id, deliveryTableSchema.parse(query), words));
const totals = async (query: Record<string, string>) =>
  text(await exportTotals(one.ctx, totalsTableSchema.parse(query), words));

describe("tables of the history as files", () => {
  it("W14: hold what the page shows of a delivery, in the time of Japan and safe for spreadsheets", async () => {
    expect(await table({ table: "domains" })).toEqual([
      "見出し",
      "docomo.ne.jp,2,2,1,0,0,1,0",
      "gmail.com,1,1,0,0,0,0,0",
    ]);
    expect(await table({ table: "reasons" })).toEqual([
      "見出し",
      "状態 bounced,'=理由 softBounce,4.2.2,1",
    ]);
    expect(await table({ table: "course" })).toEqual([
      "見出し",
      "2026-11-24T08:00:00+09:00,3,1,0,1",
    ]);
    expect(await table({ table: "links" })).toEqual(["見出し", "https://example.jp/,2"]);
    expect(await table({ table: "events", address: addressId })).toEqual([
      "見出し",
      "a@docomo.ne.jp,2026-11-24T08:00:00+09:00,own.accepted,",
    ]);
  });

  it("W14: hold totals over time and deliveries side by side, also in code page 932", async () => {
    expect(await totals({ from: "2026-11-23", to: "2026-11-24" })).toEqual([
      "見出し",
      "2026-11-23,0,0,0,0,0,0,0",
      "2026-11-24,1,3,1,0,0,1,0",
    ]);
    const input = totalsTableSchema.parse({ table: "comparison", ids: id, encoding: "cp932" });
    const encoder = new CsvEncoder(input.encoding);
    const parts: Buffer[] = [];
    for await (const line of await exportTotals(one.ctx, input, words))
      parts.push(encoder.write(line));
    expect(iconv.decode(Buffer.concat(parts), "cp932")).toBe(
      "見出し\r\n髙橋様へ,件名,2026-11-24T08:00:00+09:00,3,3,1,0,0,1,0\r\n",
    );
  });

  it("W14: leave an entry each, and only with the right to and of one's own", async () => {
    const entries = await readTransaction(one.ctx, (tx) =>
      tx
        .select({ action: auditEntries.action, details: auditEntries.details })
        .from(auditEntries)
        .where(eq(auditEntries.tenantId, one.tenantId)),
    );
    expect(entries.map(({ action }) => action).sort()).toEqual([
      ...Array(5).fill("delivery.tableExported"),
      ...Array(2).fill("delivery.totalsExported"),
    ]);
    expect(entries.find(({ details }) => details.table === "events")?.details).toMatchObject({
      name: "髙橋様へ",
      addressId,
    });
    const viewer = await one.contextFor("viewer");
    const input = deliveryTableSchema.parse({});
    await expect(exportDeliveryTable(viewer, id, input, words)).rejects.toMatchObject({
      code: "not_permitted",
    });
    await expect(exportTotals(viewer, totalsTableSchema.parse({}), words)).rejects.toMatchObject({
      code: "not_permitted",
    });
    const other = await createTestTenant();
    await expect(exportDeliveryTable(other.ctx, id, input, words)).rejects.toMatchObject({
      code: "not_found",
    });
    const events = deliveryTableSchema.parse({ table: "events" });
    await expect(exportDeliveryTable(one.ctx, id, events, words)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
