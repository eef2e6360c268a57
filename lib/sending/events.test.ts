import { sql } from "drizzle-orm";
import { Webhook } from "svix";
import { afterEach, describe, expect, it } from "vitest";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { env } from "@/lib/env";
import { applyEvents } from "./events";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  untilState,
  withLoop,
} from "./test-delivery";
import { type Sink, type SinkBehaviour, startSink } from "./test-sink";
import { receiveProviderEvent } from "./webhook";

let sink: Sink;
afterEach(() => sink?.close());

async function sentDelivery(count: number, behaviour: SinkBehaviour = "accept") {
  const tenant = await createAudience(count);
  sink = await startSink(() => behaviour);
  const id = await scheduleTestDelivery(tenant);
  await withLoop(sink, () => untilState(tenant, id, "finished"));
  const rows = await transaction(tenant.ctx, (tx) =>
    tx.execute<{
      address_id: string;
      batch_no: number;
    }>(sql`select address_id, batch_no from recipients
      where tenant_id = ${tenant.tenantId} and delivery_id = ${id} order by email`),
  );
  return { tenant, id, rows };
}

type Sent = Awaited<ReturnType<typeof sentDelivery>>;

function eventFor(
  { tenant, id, rows }: Sent,
  index: number,
  type: string,
  minute: number,
  bounce?: object,
) {
  const tags = {
    tenant: tenant.tenantId,
    delivery: id,
    batch: String(rows[index]?.batch_no),
    address: rows[index]?.address_id,
  };
  const data = { email_id: `mail-${index}`, to: ["x"], tags, ...(bounce && { bounce }) };
  return {
    id: `${type}-${index}-${id}`,
    payload: {
      type: `email.${type}`,
      created_at: new Date(Date.UTC(2026, 10, 24, 0, minute)).toISOString(),
      data,
    },
  };
}

function post(
  id: string,
  payload: object,
  secret = env().RESEND_WEBHOOK_SECRET ?? "",
  body = JSON.stringify(payload),
) {
  const now = new Date();
  const headers = new Headers({
    "svix-id": id,
    "svix-timestamp": String(Math.floor(now.getTime() / 1000)),
    "svix-signature": new Webhook(secret).sign(id, now, JSON.stringify(payload)),
  });
  return receiveProviderEvent(headers, body);
}

const permanent = { type: "Permanent", subType: "General", message: "550 unknown" };
const transient = { type: "Transient", subType: "MailboxFull", message: "452 full" };

const story = (sent: Sent) => [
  eventFor(sent, 0, "sent", 0),
  eventFor(sent, 0, "delivered", 1),
  eventFor(sent, 0, "opened", 2),
  eventFor(sent, 0, "clicked", 3),
  eventFor(sent, 1, "sent", 0),
  eventFor(sent, 1, "bounced", 1, permanent),
  eventFor(sent, 2, "bounced", 1, transient),
  eventFor(sent, 3, "delivered", 1),
  eventFor(sent, 3, "complained", 5),
];

async function snapshot(tenant: TestTenant, id: string) {
  const [people, stopped] = await transaction(tenant.ctx, (tx) =>
    Promise.all([
      tx.execute(sql`select email, state, reason, delivered_at, bounced_at, complained_at, opened_at, clicked_at
        from recipients where tenant_id = ${tenant.tenantId} and delivery_id = ${id} order by email`),
      tx.execute(
        sql`select email, reason from suppressions where tenant_id = ${tenant.tenantId} order by email`,
      ),
    ]),
  );
  return { people: [...people], stopped: [...stopped], ledger: await balancedLedger(tenant, id) };
}

function shuffled<T>(items: T[], seed: number): T[] {
  return items
    .map((item, index) => ({ item, rank: Math.sin(seed * 997 + index * 131) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

describe("provider events", () => {
  it("W14: doubled and shuffled events lead to the same history", async () => {
    const results = [];
    for (const seed of [0, 1, 2]) {
      const sent = await sentDelivery(6);
      const events = seed === 0 ? story(sent) : shuffled([...story(sent), ...story(sent)], seed);
      for (const event of events) {
        expect((await post(event.id, event.payload)).status).toBe(200);
        if (seed === 2) await applyEvents(sent.tenant.ctx, sent.id);
      }
      await Promise.all([
        applyEvents(sent.tenant.ctx, sent.id),
        applyEvents(sent.tenant.ctx, sent.id),
      ]);
      expect(await applyEvents(sent.tenant.ctx, sent.id)).toBe(0);
      results.push(await snapshot(sent.tenant, sent.id));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(results[0]?.ledger).toMatchObject({
      audience: 6,
      accepted: 2,
      delivered: 2,
      bounced: 2,
    });
    expect(results[0]?.stopped).toEqual([
      { email: emailOf(2), reason: "bounced" },
      { email: emailOf(4), reason: "complained" },
    ]);
    expect(results[0]?.people[1]).toMatchObject({
      state: "bounced",
      reason: "hardBounce: General / 550 unknown",
    });
  });

  it("a complaint outweighs every other stop, a bounce none", async () => {
    const sent = await sentDelivery(2);
    await transaction(sent.tenant.ctx, (tx) =>
      tx.execute(sql`insert into suppressions (tenant_id, email, reason) values
        (${sent.tenant.tenantId}, ${emailOf(1)}, 'unsubscribed'),
        (${sent.tenant.tenantId}, ${emailOf(2)}, 'unsubscribed')`),
    );
    for (const event of [
      eventFor(sent, 0, "complained", 1),
      eventFor(sent, 1, "bounced", 1, permanent),
    ])
      await post(event.id, event.payload);
    await applyEvents(sent.tenant.ctx, sent.id);
    expect((await snapshot(sent.tenant, sent.id)).stopped).toEqual([
      { email: emailOf(1), reason: "complained" },
      { email: emailOf(2), reason: "unsubscribed" },
    ]);
  });

  it("W14: a delivered event settles an unknown recipient, also while the call is still open", async () => {
    const sent = await sentDelivery(3, "reset");
    expect(await balancedLedger(sent.tenant, sent.id)).toMatchObject({ unknown: 3 });
    const event = eventFor(sent, 1, "delivered", 1);
    await post(event.id, event.payload);
    await applyEvents(sent.tenant.ctx, sent.id);
    expect(await balancedLedger(sent.tenant, sent.id)).toMatchObject({ unknown: 2, delivered: 1 });
  });

  it("refuses a forged event and ignores mails that are no delivery's", async () => {
    const sent = await sentDelivery(1);
    const event = eventFor(sent, 0, "bounced", 1, permanent);
    const forged = `whsec_${Buffer.from("another-secret-of-some-length").toString("base64")}`;
    expect((await post(event.id, event.payload, forged)).status).toBe(400);
    const altered = JSON.stringify({ ...event.payload, type: "email.complained" });
    expect((await post(event.id, event.payload, undefined, altered)).status).toBe(400);
    expect((await receiveProviderEvent(new Headers(), "{}")).status).toBe(400);
    expect(
      (
        await post("plain", {
          type: "email.delivered",
          created_at: "2026-11-24T00:00:00Z",
          data: {},
        })
      ).status,
    ).toBe(200);
    const other = {
      ...event.payload,
      data: {
        ...event.payload.data,
        tags: { ...event.payload.data.tags, delivery: sent.tenant.tenantId },
      },
    };
    expect(await (await post("other", other)).json()).toMatchObject({ isStored: false });
    expect(await applyEvents(sent.tenant.ctx, sent.id)).toBe(0);
    expect(await balancedLedger(sent.tenant, sent.id)).toMatchObject({ accepted: 1 });
  });
});
