import { and, eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliveries, recipients } from "@/db/schema/deliveries";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { sendingSettings } from "@/db/schema/sending-settings";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { getTotals } from "@/lib/delivery-totals/queries";
import { getRecipientHistory, listLinkClicks } from "@/lib/reactions/queries";
import { applyEvents } from "@/lib/sending/events";
import { missedConditions } from "@/lib/sending/queries";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  untilState,
  withLoop,
} from "@/lib/sending/test-delivery";
import { type Sink, startSink } from "@/lib/sending/test-sink";
import { followLink, recordOpen } from "./mutations";
import { findWebVersion } from "./queries";
import { signMailToken } from "./rules";

let sink: Sink;
let tenant: TestTenant;
beforeEach(async () => {
  sink = await startSink();
  tenant = await createAudience(3);
});
afterEach(() => sink.close());

/** Of somebody who reads. */
const reader = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15";
const gmailProxy =
  "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
const html = '<p>{{名前}}</p><a href="https://shop.example/?m={{番号}}&amp;x=1">見る</a>';

async function send(change: Partial<typeof deliveries.$inferInsert> = {}): Promise<string> {
  const id = await scheduleTestDelivery(tenant);
  await transaction(tenant.ctx, (tx) =>
    tx
      .update(deliveries)
      .set({ html, ...change })
      .where(and(eq(deliveries.tenantId, tenant.tenantId), eq(deliveries.id, id))),
  );
  await withLoop(sink, () => untilState(tenant, id, "finished"));
  return id;
}

/** The path behind `prefix` in what was really sent to the person. */
function sentToken(number: number, prefix: string): string {
  const messages = sink.calls.flatMap(({ body }) => JSON.parse(body));
  const own = messages.findLast((one: { to: string[] }) => one.to[0] === emailOf(number));
  return new RegExp(`${prefix}([\\w-]+)`).exec(own?.html ?? "")?.[1] ?? "";
}

const linksOf = (id: string) =>
  readTransaction(tenant.ctx, (tx) =>
    tx
      .select({ url: deliveryLinks.url, clicked: deliveryLinks.clicked })
      .from(deliveryLinks)
      .where(and(eq(deliveryLinks.tenantId, tenant.tenantId), eq(deliveryLinks.deliveryId, id))),
  );

const recipientOf = async (id: string, number: number) => {
  const [row] = await readTransaction(tenant.ctx, (tx) =>
    tx
      .select()
      .from(recipients)
      .where(
        and(
          eq(recipients.tenantId, tenant.tenantId),
          eq(recipients.deliveryId, id),
          eq(recipients.email, emailOf(number)),
        ),
      ),
  );
  if (!row) throw new Error("no recipient");
  return row;
};

const forbidTracking = () =>
  transaction(tenant.ctx, (tx) =>
    tx.insert(sendingSettings).values({ tenantId: tenant.tenantId, tracks: false }),
  );

describe("opens and clicks", () => {
  it("W14: count once for each recipient, lead where the link was written to lead, and reach the ledger", async () => {
    const id = await send();
    const token = sentToken(2, "/m/c/");
    expect(token).toBe(sentToken(2, "/m/o/"));
    for (const _ of [1, 2, 3])
      expect(await followLink(token, 1, true)).toBe("https://shop.example/?m=2&x=1");
    await Promise.all([1, 2, 3].map(() => recordOpen(sentToken(1, "/m/o/"), reader)));
    await applyEvents(tenant.ctx, id);
    expect(await balancedLedger(tenant, id)).toMatchObject({ delivered: 2, accepted: 1 });
    expect(await linksOf(id)).toEqual([
      { url: "https://shop.example/?m={{番号}}&x=1", clicked: 1 },
    ]);
    expect(await recipientOf(id, 1)).toMatchObject({ state: "delivered", clickedAt: null });
    expect((await recipientOf(id, 1)).openedAt).not.toBeNull();
    expect((await recipientOf(id, 2)).clickedAt).not.toBeNull();
  });

  it("W14: a machine's open is told from a person's, which takes its place, and costs no more writes", async () => {
    const id = await send();
    const accept = (ago: string) =>
      transaction(tenant.ctx, (tx) =>
        tx.execute(sql`update recipients set accepted_at = now() - ${ago}::interval
          where tenant_id = ${tenant.tenantId} and delivery_id = ${id}`),
      );
    const look = async (number: number, userAgent: string | null) => {
      await recordOpen(sentToken(number, "/m/o/"), userAgent);
      return applyEvents(tenant.ctx, id);
    };
    const marks = async (number: number) => {
      const { openedAt, openedAutomatically } = await recipientOf(id, number);
      return [openedAt !== null, openedAutomatically];
    };
    const counts = async () => {
      const { opened, openedAutomatically } = await getTotals(tenant.ctx, id);
      return [opened, openedAutomatically];
    };
    await accept("1 second");
    expect(await look(1, gmailProxy)).toBe(1);
    expect(await look(1, gmailProxy)).toBe(0);
    expect(await marks(1)).toEqual([true, true]);
    await accept("1 hour");
    expect(await look(2, "Mozilla/5.0")).toBe(1);
    expect(await look(3, gmailProxy)).toBe(1);
    expect(await counts()).toEqual([3, 2]);
    expect(await look(3, "Mozilla/5.0")).toBe(0);
    expect(await look(1, gmailProxy)).toBe(1);
    expect(await marks(1)).toEqual([true, false]);
    expect(await counts()).toEqual([3, 1]);
    await followLink(sentToken(2, "/m/c/"), 1, true);
    await applyEvents(tenant.ctx, id);
    expect(await marks(2)).toEqual([true, false]);
    const { addressId } = await recipientOf(id, 2);
    const { events } = await getRecipientHistory(tenant.ctx, id, addressId);
    expect(events.map(({ type, isAutomatic }) => [type, isAutomatic])).toEqual([
      ["own.accepted", false],
      ["email.opened", true],
      ["email.clicked", false],
    ]);
    expect(await counts()).toEqual([3, 0]);
    // Whoever may have opened it is not asked to a second time.
    const missed = await readTransaction(tenant.ctx, (tx) =>
      tx.execute(sql`select from recipients r where r.tenant_id = ${tenant.tenantId}
        and r.delivery_id = ${id} and ${missedConditions.notOpened}`),
    );
    expect(missed).toHaveLength(0);
  });

  it("W14: show among everything that happened to a recipient, and by link", async () => {
    const id = await send();
    const token = sentToken(2, "/m/c/");
    await recordOpen(token, reader);
    await followLink(token, 1, true);
    const { addressId } = await recipientOf(id, 2);
    const { events } = await getRecipientHistory(tenant.ctx, id, addressId);
    expect(events.map(({ type }) => type)).toEqual([
      "own.accepted",
      "email.opened",
      "email.clicked",
    ]);
    const url = "https://shop.example/?m={{番号}}&x=1";
    expect(events.at(-1)?.detail).toBe(url);
    expect(await listLinkClicks(tenant.ctx, id)).toEqual([{ linkNo: 1, url, clicked: 1 }]);
    const other = await createTestTenant();
    await expect(getRecipientHistory(other.ctx, id, addressId)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("W14: nothing leads on from a forged token, another delivery's link or a number that is not there", async () => {
    const id = await send();
    const token = sentToken(2, "/m/c/");
    expect(await followLink(token, 2, true)).toBeNull();
    expect(await followLink(token, 0, true)).toBeNull();
    const forged = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    expect(await followLink(forged, 1, true)).toBeNull();
    const { batchNo, addressId } = await recipientOf(id, 2);
    const other = await createTestTenant();
    const stranger = { tenantId: other.tenantId, deliveryId: id, batchNo, addressId };
    expect(await followLink(signMailToken("mail-track", stranger), 1, true)).toBeNull();
    expect(await linksOf(id)).toMatchObject([{ clicked: 0 }]);
  });

  it("W14: a program that only looks ahead is led on and not counted", async () => {
    const id = await send();
    expect(await followLink(sentToken(2, "/m/c/"), 1, false)).toBe("https://shop.example/?m=2&x=1");
    expect(await linksOf(id)).toMatchObject([{ clicked: 0 }]);
  });

  it("W14: are switched off for a delivery or for all of them, and then also for mails that went out before", async () => {
    await send({ tracks: false });
    expect(sentToken(2, "/m/")).toBe("");
    const id = await send();
    const token = sentToken(2, "/m/c/");
    await forbidTracking();
    expect(await followLink(token, 1, true)).toBe("https://shop.example/?m=2&x=1");
    await recordOpen(token, reader);
    expect(await applyEvents(tenant.ctx, id)).toBe(0);
    await send({ subject: "二通目" });
    expect(sentToken(2, "/m/")).toBe("");
  });

  it("W14: links carry the campaign that was named", async () => {
    const id = await send({ utmCampaign: "冬 2026", text: "https://shop.example/ へ" });
    const [sent] = sink.calls.flatMap(({ body }) => JSON.parse(body) as { text: string }[]);
    expect(sent?.text).toMatch(/^https:\/\/shop\.example\/\?\S+&utm_campaign=%E5%86%AC%202026 へ/);
    const [link] = await linksOf(id);
    expect(link?.url).toMatch(
      /x=1&utm_source=newsletter&utm_medium=email&utm_campaign=%E5%86%AC%202026$/,
    );
  });
});

it("W14: the web version is the recipient's own mail, only where it is offered", async () => {
  const id = await send({ hasWebVersion: true });
  const mail = await findWebVersion(sentToken(3, "/m/w/"));
  expect(mail?.html).toContain("<p>人3</p>");
  expect(mail?.html).not.toContain("/m/");
  expect(await findWebVersion(sentToken(3, "/m/c/"))).toBeNull();
  await transaction(tenant.ctx, (tx) =>
    tx.execute(sql`update deliveries set frozen = frozen || '{"hasWebVersion": false}'
      where tenant_id = ${tenant.tenantId} and id = ${id}`),
  );
  expect(await findWebVersion(sentToken(3, "/m/w/"))).toBeNull();
});
