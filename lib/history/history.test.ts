import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import iconv from "iconv-lite";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { getDelivery, listDeliveries } from "@/lib/deliveries/queries";
import { getBreakdown } from "@/lib/delivery-tallies/queries";
import { getTotals } from "@/lib/delivery-totals/queries";
import { CsvEncoder } from "@/lib/exports/rules";
import { getLedger } from "@/lib/sending/queries";
import { recountBatches } from "@/lib/sending/recount";
import { exportRecipients } from "./mutations";
import { listRecipients } from "./queries";
import { isBalanced, recipientStateList } from "./rules";
import { exportLogSchema, type LogFilter } from "./schema";

let one: TestTenant;
const id = randomUUID();
const size = 270;
const everyone: LogFilter = { view: "all", q: "" };
const start = new Date("2026-11-24T08:00:00+09:00");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

const domains = ["example.jp", "example.jp", "docomo.ne.jp", "Example.COM"];

function recipient(tenantId: string, index: number) {
  const state = recipientStateList[index % recipientStateList.length] ?? "queued";
  const isSent = ["accepted", "delivered", "bounced"].includes(state);
  return {
    tenantId,
    deliveryId: id,
    batchNo: 1 + Math.floor(index / 100),
    addressId: randomUUID(),
    email: `r${String(index).padStart(3, "0")}@${domains[index % 4]}`,
    state,
    reason:
      state === "failed"
        ? '=cmd|"x"!A1'
        : state === "bounced"
          ? `hardBounce: General / smtp; 550 5.1.1 no ${index}`
          : null,
    acceptedAt: isSent ? minutes(index / 10) : null,
    deliveredAt: state === "delivered" ? minutes(index / 10 + 1) : null,
    bouncedAt: state === "bounced" ? minutes(index / 10 + 1) : null,
    openedAt: state === "delivered" && index % 2 ? minutes(index / 10 + 2) : null,
  };
}

beforeAll(async () => {
  one = await createTestTenant();
  const { ctx, tenantId } = one;
  await transaction(ctx, async (tx) => {
    await tx
      .insert(deliveries)
      .values({ tenantId, id, name: "履歴", state: "sending", startedAt: start });
    await tx.insert(batches).values(
      [100, 100, 70].map((audience, index) => ({
        tenantId,
        deliveryId: id,
        batchNo: index + 1,
        audience,
      })),
    );
    await tx
      .insert(recipients)
      .values(Array.from({ length: size }, (_, index) => recipient(tenantId, index)));
    await recountBatches(tx, tenantId, id, [1, 2, 3]);
  });
});

async function readLog(filter: LogFilter, pageSize: number) {
  const emails: string[] = [];
  let after: string | undefined;
  do {
    const page = await listRecipients(one.ctx, id, filter, { after, size: pageSize });
    emails.push(...page.rows.map(({ email }) => email));
    after = page.next ?? undefined;
  } while (after);
  return emails;
}

describe("the per-recipient log", () => {
  it("W14: pages by key and shows each recipient once", async () => {
    const emails = await readLog(everyone, 37);
    expect(emails).toHaveLength(size);
    expect(new Set(emails).size).toBe(size);
  });

  it("W14: finds those who were not reached, one state, marks and an address by its beginning", async () => {
    expect(await readLog({ view: "missed", q: "" }, 100)).toHaveLength((size / 9) * 5);
    expect(await readLog({ view: "delivered", q: "" }, 100)).toHaveLength(size / 9);
    expect(await readLog({ view: "opened", q: "" }, 100)).toHaveLength(size / 18);
    expect(await readLog({ view: "all", q: "r01" }, 100)).toHaveLength(10);
    expect(await readLog({ view: "all", q: "%" }, 100)).toEqual([]);
  });

  it("W14: shows those of one receiving domain only, and pages by address where these are searched", async () => {
    const own = await readLog({ ...everyone, domain: "example.com" }, 20);
    expect(own).toHaveLength(Math.floor(size / 4));
    expect(own.every((email) => email.endsWith("@Example.COM"))).toBe(true);
    expect(await readLog({ view: "missed", q: "r1", domain: "docomo.ne.jp" }, 4)).toEqual(
      Array.from({ length: 100 }, (_, index) => 100 + index)
        .filter((index) => index % 4 === 2 && index % 9 >= 4)
        .map((index) => `r${index}@docomo.ne.jp`),
    );
    expect(await readLog({ view: "all", q: "r" }, 7)).toEqual(
      (await readLog(everyone, 100)).sort(),
    );
    expect(await readLog({ ...everyone, domain: "ne.jp" }, 100)).toEqual([]);
  });

  it("starts over at a cursor that is none", async () => {
    const page = await listRecipients(one.ctx, id, everyone, { after: "garbage", size: 5 });
    expect(page.rows).toHaveLength(5);
  });

  it("is closed without its permission and empty for another tenant", async () => {
    const closed = await one.contextFor("viewer", { denied: ["history:read"] });
    await expect(
      listRecipients(closed, id, everyone, { after: undefined, size: 5 }),
    ).rejects.toMatchObject({ code: "not_permitted" });
    const other = await createTestTenant();
    const page = await listRecipients(other.ctx, id, everyone, { after: undefined, size: 5 });
    expect(page.rows).toEqual([]);
    await expect(getDelivery(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("totals", () => {
  it("W14: the list's totals and the ledger agree with the recipients and balance", async () => {
    const { deliveries: rows } = await listDeliveries(one.ctx, {
      tab: "all",
      q: "",
      after: undefined,
    });
    const each = size / 9;
    expect(rows[0]?.totals).toEqual({
      audience: size,
      sent: 3 * each,
      delivered: each,
      bounced: each,
      openedAutomatically: 0,
      opened: each / 2,
      clicked: 0,
      complained: 0,
      open: 2 * each,
    });
    const ledger = await getLedger(one.ctx, id);
    expect(isBalanced(ledger)).toBe(true);
    expect(ledger).toMatchObject({ audience: size, unknown: each, suppressed: each });
    expect(await getTotals(one.ctx, id)).toEqual(rows[0]?.totals);
  });

  it("puts what happened into equal steps and reasons together", async () => {
    const { timeline, reasons } = await getBreakdown(one.ctx, id);
    const { seconds, buckets } = timeline;
    expect(seconds).toBe(60);
    const sum = (key: "accepted" | "delivered" | "opened" | "bounced") =>
      buckets.reduce((total, bucket) => total + bucket[key], 0);
    expect([sum("accepted"), sum("delivered"), sum("opened"), sum("bounced")]).toEqual([
      90, 30, 15, 30,
    ]);
    expect(buckets[0]?.at.getTime()).toBe(start.getTime());
    expect(reasons.find(({ state }) => state === "bounced")).toEqual({
      state: "bounced",
      reason: "hardBounce",
      code: "5.1.1",
      count: 30,
    });
    expect(reasons).toHaveLength(5);
  });

  it("draws nothing for a delivery that has not started", async () => {
    expect((await getBreakdown(one.ctx, randomUUID())).timeline).toEqual({
      seconds: 60,
      buckets: [],
    });
  });
});

const words = {
  headers: ["メール", "状態", "日時", "理由", "a", "b", "c", "d", "e", "f", "g"],
  state: (state: string) => `状態 ${state}`,
  reason: (reason: string) => reason,
};

async function exported(query: Record<string, string>) {
  const input = exportLogSchema.parse(query);
  const lines = await exportRecipients(one.ctx, id, input, words);
  const encoder = new CsvEncoder(input.encoding);
  const parts: Buffer[] = [];
  for await (const line of lines) parts.push(encoder.write(line));
  return Buffer.concat(parts);
}

describe("the CSV", () => {
  it("W14: holds every row with JST times, a mark for Excel and no formula, and leaves an audit entry", async () => {
    const bytes = await exported({});
    const text = bytes.toString("utf8");
    expect(text.startsWith("\uFEFFメール,状態")).toBe(true);
    const lines = text.trimEnd().split("\r\n");
    expect(lines).toHaveLength(size + 1);
    expect(text).not.toMatch(/(^|,)"?=/m);
    expect(text).toContain(`"'=cmd|""x""!A1"`);
    expect(lines.some((line) => line.includes("2026-11-24T08:0") && line.includes("+09:00"))).toBe(
      true,
    );
    const entries = await readTransaction(one.ctx, (tx) =>
      tx
        .select()
        .from(auditEntries)
        .where(
          and(
            eq(auditEntries.tenantId, one.tenantId),
            eq(auditEntries.action, "delivery.exported"),
          ),
        ),
    );
    expect(entries[0]).toMatchObject({ targetId: id });
  });

  it("leaves in code page 932 and follows the filter", async () => {
    const text = iconv.decode(await exported({ encoding: "cp932", view: "unknown" }), "cp932");
    const lines = text.trimEnd().split("\r\n");
    expect(lines[0]).toContain("メール");
    expect(lines).toHaveLength(size / 9 + 1);
    expect(lines.slice(1).every((line) => line.includes("状態 unknown"))).toBe(true);
  });

  it("is refused without its permission, and for another tenant's delivery", async () => {
    const input = exportLogSchema.parse({});
    const author = await one.contextFor("author");
    await expect(exportRecipients(author, id, input, words)).rejects.toMatchObject({
      code: "not_permitted",
    });
    const other = await createTestTenant();
    await expect(exportRecipients(other.ctx, id, input, words)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
