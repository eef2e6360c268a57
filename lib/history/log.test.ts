import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { tallyDelivery } from "@/lib/delivery-tallies/mutations";
import { isTallied } from "@/lib/delivery-tallies/rules";
import { recountBatches } from "@/lib/sending/recount";
import { listRecipients } from "./queries";
import {
  isRecipientMark,
  type LogView,
  logViews,
  missedStates,
  type RecipientState,
  recipientMarks,
} from "./rules";
import type { LogFilter } from "./schema";

const start = new Date("2026-11-24T08:00:00+09:00");
const batchCount = 204;
const each = 20;

type Row = typeof recipients.$inferInsert & { state: RecipientState };

const stateOf = (index: number): RecipientState => {
  if (index % 997 === 5) return "unknown";
  if (index % 1013 === 11) return "accepted";
  if (index % 9 === 0) return "bounced";
  return index % 40 === 7 ? "failed" : "delivered";
};

const domainOf = (index: number) => {
  if (index % 777 === 4) return "Rare.example.jp";
  return index % 3 ? "docomo.ne.jp" : "gmail.com";
};

function reasonOf(index: number): string | null {
  const state = stateOf(index);
  if (state === "failed") return "refused: 400";
  if (state !== "bounced") return null;
  const code = ["5.1.1", "4.2.2", "5.7.1"][(index / 9) % 3];
  return `hardBounce: General / 550 ${code} no ${index}`;
}

/** Rare and frequent states, marks, domains and reasons, in no order that the log has. */
function recipient(tenantId: string, deliveryId: string, index: number): Row {
  const state = stateOf(index);
  const mark = (holds: boolean) => (holds ? start : null);
  return {
    tenantId,
    deliveryId,
    batchNo: 1 + Math.floor(index / each),
    addressId: randomUUID(),
    email: `p${(index * 7919) % 10_007}@${domainOf(index)}`,
    state,
    reason: reasonOf(index),
    openedAt: mark(state === "delivered" && index % 5 === 1),
    clickedAt: mark(state === "delivered" && index % 500 === 1),
    complainedAt: mark(index % 1500 === 2),
    unsubscribedAt: mark(index % 700 === 3),
  };
}

async function deliveryOf({ ctx, tenantId }: TestTenant, count: number) {
  const id = randomUUID();
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const rows = Array.from({ length: count * each }, (_, index) => recipient(tenantId, id, index));
  await transaction(ctx, async (tx) => {
    await tx
      .insert(deliveries)
      .values({ tenantId, id, name: "記録", state: "finished", startedAt: start });
    await tx
      .insert(batches)
      .values(numbers.map((batchNo) => ({ tenantId, deliveryId: id, batchNo, audience: each })));
    for (let from = 0; from < rows.length; from += 1000)
      await tx.insert(recipients).values(rows.slice(from, from + 1000));
    await recountBatches(tx, tenantId, id, numbers);
  });
  await letPass(ctx, id);
  return { id, rows };
}

/** As if nothing had changed for an hour. */
const letPass = (ctx: TenantContext, id: string) =>
  transaction(ctx, (tx) =>
    tx.execute(sql`update batches set updated_at = now() - interval '1 hour'
      where tenant_id = ${ctx.tenantId} and delivery_id = ${id}`),
  );

const markColumns = {
  opened: "openedAt",
  clicked: "clickedAt",
  complained: "complainedAt",
  unsubscribed: "unsubscribedAt",
} as const;

function isShown(row: Row, view: LogView): boolean {
  if (view === "all") return true;
  if (view === "missed") return missedStates.includes(row.state);
  return isRecipientMark(view) ? Boolean(row[markColumns[view]]) : row.state === view;
}

const keyOf = ({ state, reason }: Row) => {
  const [name = "", detail = ""] = reason?.split(":") ?? [];
  return `${state}:${name}:${/\d\.\d\.\d/.exec(detail)?.[0] ?? /\b400\b/.exec(detail)?.[0] ?? ""}`;
};

function expected(rows: readonly Row[], { view, q, domain, reason }: LogFilter): string[] {
  const found = rows.filter(
    (row) =>
      isShown(row, view) &&
      (!domain || row.email.toLowerCase().endsWith(`@${domain}`)) &&
      (!reason || keyOf(row) === reason) &&
      row.email.startsWith(q),
  );
  const order = (row: Row) =>
    q
      ? `${row.email}\u0000${row.addressId}`
      : `${String(row.batchNo).padStart(6, "0")}${row.addressId}`;
  return found
    .sort((one, other) => (order(one) < order(other) ? -1 : 1))
    .map(({ addressId }) => addressId);
}

async function read(
  ctx: TenantContext,
  id: string,
  filter: LogFilter,
  size: number,
): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await listRecipients(ctx, id, filter, { after, size });
    expect(page.next === null || page.rows.length === size).toBe(true);
    found.push(...page.rows.map(({ addressId }) => addressId));
    after = page.next ?? undefined;
  } while (after);
  return found;
}

const filters: LogFilter[] = [
  ...logViews.map((view) => ({ view, q: "" })),
  ...["rare.example.jp", "gmail.com", "nowhere.example"].flatMap((domain) =>
    (["all", "missed", "delivered", "unknown", "unsubscribed", "opened"] as const).map((view) => ({
      view,
      q: "",
      domain,
    })),
  ),
  { view: "all", q: "", reason: "bounced:hardBounce:5.7.1" },
  { view: "bounced", q: "", reason: "bounced:hardBounce:4.2.2", domain: "gmail.com" },
  { view: "missed", q: "", reason: "failed:refused:400" },
  { view: "bounced", q: "", reason: "bounced:softBounce:" },
  { view: "bounced", q: "p1", reason: "bounced:hardBounce:5.1.1", domain: "docomo.ne.jp" },
  { view: "opened", q: "p2" },
];

let one: TestTenant;
beforeAll(async () => {
  one = await createTestTenant();
});

/** In small pages where these are few. */
async function expectAll(ctx: TenantContext, id: string, rows: readonly Row[]) {
  for (const filter of filters) {
    const wanted = expected(rows, filter);
    const size = wanted.length < 60 ? 4 : 450;
    expect(await read(ctx, id, filter, size), JSON.stringify(filter)).toEqual(wanted);
  }
}

describe("the log of a large delivery", () => {
  it("W14: shows the same recipients in the same order, counted or not, moving or at rest", {
    timeout: 60_000,
  }, async () => {
    const { tenantId } = one;
    // A job leaves no entry of its looks.
    const ctx = contextForJob(tenantId, "history.tally");
    const { id, rows } = await deliveryOf(one, batchCount);
    expect(isTallied(batchCount)).toBe(true);
    await expectAll(ctx, id, rows);
    expect(await tallyDelivery(ctx, id)).toMatchObject({ isRolledUp: true });
    await expectAll(ctx, id, rows);

    // What is counted is out of date in these batches, and the delivery is not rolled up any more.
    const changed = rows.filter(({ batchNo }) => [3, 90, 204].includes(batchNo));
    for (const row of changed)
      Object.assign(row, { state: "bounced", reason: "hardBounce: x / 550 5.7.1" });
    await transaction(ctx, async (tx) => {
      await tx.execute(sql`update recipients set state = 'bounced', reason = 'hardBounce: x / 550 5.7.1'
        where tenant_id = ${tenantId} and delivery_id = ${id} and batch_no in (3, 90, 204)`);
      await recountBatches(tx, tenantId, id, [3, 90, 204]);
    });
    await expectAll(ctx, id, rows);

    // A slice whose recipient was erased is not counted for a while.
    await tallyDelivery(ctx, id);
    await letPass(ctx, id);
    expect(await tallyDelivery(ctx, id)).toMatchObject({ isRolledUp: true });
    const erased = rows.find(({ batchNo }) => batchNo === 60);
    await transaction(ctx, (tx) =>
      tx.execute(sql`update recipients set email = 'erased@erased.invalid'
        where tenant_id = ${tenantId} and delivery_id = ${id} and batch_no = 60 and address_id = ${erased?.addressId}`),
    );
    Object.assign(erased ?? {}, { email: "erased@erased.invalid" });
    await expectAll(ctx, id, rows);

    const other = await createTestTenant();
    for (const filter of filters) expect(await read(other.ctx, id, filter, 50)).toEqual([]);
    const stolen = await transaction(other.ctx, (tx) =>
      tx.execute(
        sql`select * from read_log(${tenantId}, ${id}, 'all', null, null, 0, ${randomUUID()}, 50)`,
      ),
    );
    expect([...stolen]).toEqual([]);
  });

  it("W14: goes on behind the last recipient shown, also when states change between two pages", async () => {
    const { ctx, tenantId } = one;
    const { id, rows } = await deliveryOf(one, batchCount);
    await tallyDelivery(ctx, id);
    const wanted = expected(rows, { view: "bounced", q: "" });
    const first = await listRecipients(
      ctx,
      id,
      { view: "bounced", q: "" },
      { after: undefined, size: 40 },
    );
    const last = first.rows.at(-1);
    await transaction(ctx, async (tx) => {
      await tx.execute(sql`update recipients set state = 'delivered', reason = null
        where tenant_id = ${tenantId} and delivery_id = ${id} and address_id = ${wanted[41]}`);
      await tx.execute(sql`update recipients set state = 'bounced'
        where tenant_id = ${tenantId} and delivery_id = ${id} and batch_no = 1`);
      await recountBatches(tx, tenantId, id, [
        1,
        ...new Set(
          rows.filter(({ addressId }) => addressId === wanted[41]).map(({ batchNo }) => batchNo),
        ),
      ]);
    });
    const second = await listRecipients(
      ctx,
      id,
      { view: "bounced", q: "" },
      { after: first.next ?? undefined, size: 40 },
    );
    expect(last?.addressId).toBe(wanted[39]);
    expect(second.rows.map(({ addressId }) => addressId)).toEqual([
      wanted[40],
      ...wanted.slice(42, 81),
    ]);
  });

  it("W14: shows a person who is limited to some addresses only these", async () => {
    const { ctx, tenantId } = one;
    const { id, rows } = await deliveryOf(one, batchCount);
    await tallyDelivery(ctx, id);
    const own = rows.filter((_, index) => index % 50 === 9);
    const tagId = randomUUID();
    await transaction(ctx, async (tx) => {
      await tx.insert(tags).values({ tenantId, id: tagId, name: `担当 ${tagId}` });
      await tx.insert(addresses).values(
        own.map(({ addressId }, index) => ({
          tenantId,
          id: addressId,
          email: `own${index}-${tagId}@example.jp`,
        })),
      );
      await tx
        .insert(addressTags)
        .values(own.map(({ addressId }) => ({ tenantId, tagId, addressId })));
    });
    const limited = await one.contextFor("manager", { tagIds: [tagId] });
    await expectAll(limited, id, own);
  });
});

it("W14: the log of a small delivery shows the same, before it is rolled up and after", async () => {
  const { id, rows } = await deliveryOf(one, 30);
  await expectAll(one.ctx, id, rows);
  expect(await tallyDelivery(one.ctx, id)).toEqual({ slices: 0, isRolledUp: true });
  await expectAll(one.ctx, id, rows);
});

it("has a view for each mark", () => {
  expect(Object.keys(markColumns)).toEqual([...recipientMarks]);
});
