import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import type { TenantContext } from "@/lib/auth/context";
import { listRecipients } from "@/lib/history/queries";
import { recountBatches } from "@/lib/sending/recount";
import { tallyDelivery } from "./mutations";
import { getBreakdown, listDomains, listReasons } from "./queries";
import { drawCourse, isTallied } from "./rules";

const start = new Date("2026-11-24T08:00:00+09:00");
const batchCount = 210;
const each = 4;
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

const codes = ["550 5.1.1 unknown", "452 4.2.2 full", "MailboxFull / later", "who knows"];
const domainOf = (index: number) =>
  index % 2 ? "docomo.ne.jp" : index % 4 ? "gmail.com" : `kaisha${index % 37}.co.jp`;

function recipient(tenantId: string, deliveryId: string, index: number) {
  const isBounced = index % 10 === 9;
  return {
    tenantId,
    deliveryId,
    batchNo: 1 + Math.floor(index / each),
    addressId: randomUUID(),
    email: `n${String(index).padStart(4, "0")}@${domainOf(index)}`,
    state: isBounced ? ("bounced" as const) : ("delivered" as const),
    reason: isBounced ? `hardBounce: ${codes[index % 4]}` : null,
    acceptedAt: after(index / 20),
    deliveredAt: isBounced ? null : after(index / 15),
    bouncedAt: isBounced ? after(index / 15) : null,
    openedAt: index % 10 === 1 ? after(index * 30) : null,
  };
}

/** More batches than are counted on the spot, all of them changed long ago. */
async function largeDelivery({ ctx, tenantId }: TestTenant): Promise<string> {
  const id = randomUUID();
  const numbers = Array.from({ length: batchCount }, (_, index) => index + 1);
  await transaction(ctx, async (tx) => {
    await tx
      .insert(deliveries)
      .values({ tenantId, id, name: "大", state: "finished", startedAt: start });
    await tx
      .insert(batches)
      .values(numbers.map((batchNo) => ({ tenantId, deliveryId: id, batchNo, audience: each })));
    await tx
      .insert(recipients)
      .values(
        Array.from({ length: batchCount * each }, (_, index) => recipient(tenantId, id, index)),
      );
    await recountBatches(tx, tenantId, id, numbers);
    await tx.execute(sql`update batches set updated_at = now() - interval '1 hour'
      where tenant_id = ${tenantId} and delivery_id = ${id}`);
  });
  return id;
}

const withoutTime = async (ctx: TenantContext, id: string) => {
  const { countedAt, ...rest } = await getBreakdown(ctx, id);
  return { isCounted: countedAt !== null, rest };
};

let one: TestTenant;
let id: string;
beforeAll(async () => {
  one = await createTestTenant();
  id = await largeDelivery(one);
});

describe("tallies", () => {
  it("W14: show by domain, reason and time exactly what counting the recipients shows", async () => {
    expect(isTallied(batchCount)).toBe(true);
    const counted = await withoutTime(one.ctx, id);
    expect(counted.isCounted).toBe(false);
    const domains = await listDomains(one.ctx, id);
    const reasons = await listReasons(one.ctx, id);
    expect(await tallyDelivery(one.ctx, id)).toEqual({ slices: 9, isRolledUp: true });
    const tallied = await withoutTime(one.ctx, id);
    expect(tallied).toEqual({ isCounted: true, rest: counted.rest });
    expect(await listDomains(one.ctx, id)).toEqual(domains);
    expect(await listReasons(one.ctx, id)).toEqual(reasons);
    const { rest } = tallied;
    expect(rest.domains[0]).toMatchObject({ domain: "docomo.ne.jp", audience: 420, bounced: 84 });
    expect(rest.domains).toHaveLength(20);
    expect(rest.others?.domains).toBe(domains.length - 20);
    const all = [...rest.domains, rest.others].reduce((sum, row) => sum + (row?.audience ?? 0), 0);
    expect(all).toBe(batchCount * each);
    expect(new Set(reasons.map(({ code }) => code))).toEqual(new Set(["4.2.2", null]));
  });

  it("W14: count only slices that have changed, and leave no change out", async () => {
    expect(await tallyDelivery(one.ctx, id)).toEqual({ slices: 0, isRolledUp: true });
    await transaction(one.ctx, async (tx) => {
      await tx.execute(sql`update recipients set opened_at = ${start.toISOString()}
        where tenant_id = ${one.tenantId} and delivery_id = ${id} and batch_no = 30`);
      await recountBatches(tx, one.tenantId, id, [30]);
    });
    expect(await tallyDelivery(one.ctx, id)).toEqual({ slices: 1, isRolledUp: false });
    const jobs = await readTransaction(one.ctx, (tx) =>
      tx.execute(sql`select 1 from graphile_worker.jobs where key = ${`history.tally:${id}`}`),
    );
    expect(jobs).toHaveLength(1);
    const opened = (await listDomains(one.ctx, id)).reduce((sum, row) => sum + row.opened, 0);
    expect(opened).toBe(84 + each);
  });

  it("W14: lead from a rare domain to its recipients, page by page", async () => {
    const read = async (ctx: TenantContext, domain: string) => {
      const emails: string[] = [];
      let place: string | undefined;
      do {
        const filter = { view: "all" as const, q: "", domain };
        const page = await listRecipients(ctx, id, filter, { after: place, size: 3 });
        emails.push(...page.rows.map(({ email }) => email));
        place = page.next ?? undefined;
      } while (place);
      return emails;
    };
    const wanted = Array.from({ length: batchCount * each }, (_, index) => index)
      .filter((index) => domainOf(index) === "kaisha4.co.jp")
      .map((index) => `n${String(index).padStart(4, "0")}@kaisha4.co.jp`);
    expect(wanted.length).toBeGreaterThan(3);
    expect(await read(one.ctx, "kaisha4.co.jp")).toEqual(wanted);
    expect(await read(one.ctx, "gmail.com")).toHaveLength(210);
    expect(await read(one.ctx, "nowhere.example")).toEqual([]);
    expect(await read((await createTestTenant()).ctx, "gmail.com")).toEqual([]);
  });

  it("W14: tell a person who is limited to some addresses only of these", async () => {
    const limited = await one.contextFor("manager", { tagIds: [randomUUID()] });
    const { countedAt, domains, reasons, timeline } = await getBreakdown(limited, id);
    expect({ countedAt, domains, reasons, buckets: timeline.buckets }).toEqual({
      countedAt: null,
      domains: [],
      reasons: [],
      buckets: [],
    });
  });

  it("forget a slice whose recipient was erased, and wait for a delivery that is being prepared", async () => {
    await transaction(one.ctx, (tx) =>
      tx.execute(sql`update recipients set email = 'erased@erased.invalid'
        where tenant_id = ${one.tenantId} and delivery_id = ${id} and email like 'n0000@%'`),
    );
    expect((await tallyDelivery(one.ctx, id)).slices).toBe(2);
    const found = (await listDomains(one.ctx, id)).find(
      ({ domain }) => domain === "erased.invalid",
    );
    expect(found?.audience).toBe(1);
    const { ctx, tenantId } = one;
    const [draft] = await transaction(ctx, (tx) =>
      tx
        .insert(deliveries)
        .values({ tenantId, name: "準備", state: "preparing", startedAt: start })
        .returning({ id: deliveries.id }),
    );
    expect(await tallyDelivery(ctx, draft?.id ?? "")).toEqual({ slices: 0, isRolledUp: false });
  });

  it("are closed without their permission", async () => {
    const closed = await one.contextFor("viewer", { denied: ["deliveries:read"] });
    for (const read of [getBreakdown, listDomains, listReasons])
      await expect(read(closed, id)).rejects.toMatchObject({ code: "not_permitted" });
  });
});

it("W14: draws a course in steps that fit, each count in the step in which it happened", () => {
  const row = (minutes: number) => ({
    at: after(minutes).getTime() / 1000,
    accepted: 1,
    delivered: 0,
    opened: 0,
    bounced: 0,
  });
  const { seconds, buckets } = drawCourse(start, [row(0), row(3), row(500)]);
  expect(seconds).toBe(15 * 60);
  expect(buckets).toHaveLength(34);
  expect(buckets[0]).toEqual({ at: start, accepted: 2, delivered: 0, opened: 0, bounced: 0 });
  expect(buckets.at(-1)?.accepted).toBe(1);
});
