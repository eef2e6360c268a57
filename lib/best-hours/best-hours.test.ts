import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { addressHours } from "@/db/schema/address-hours";
import { addresses } from "@/db/schema/addresses";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { providerEvents } from "@/db/schema/provider-events";
import { sendingSettings } from "@/db/schema/sending-settings";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { eraseAddress } from "@/lib/address-erasures/mutations";
import { createDelivery } from "@/lib/deliveries/mutations";
import { applyEvents } from "@/lib/sending/events";
import { createAudience, emailOf } from "@/lib/sending/test-delivery";
import { recordOpen } from "@/lib/tracking/mutations";
import { signMailToken } from "@/lib/tracking/rules";
import { previewBestHours } from "./queries";
import { periodOf } from "./rules";

let tenant: TestTenant;
beforeEach(async () => {
  tenant = await createAudience(4);
});

const idOf = async (number: number, { ctx, tenantId } = tenant) => {
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(and(eq(addresses.tenantId, tenantId), eq(addresses.email, emailOf(number)))),
  );
  return row?.id ?? "";
};

/** A delivery that the address has received. */
async function mailTo(addressId: string): Promise<string> {
  const { ctx, tenantId } = tenant;
  return transaction(ctx, async (tx) => {
    const [row] = await tx
      .insert(deliveries)
      .values({ tenantId, name: "前の配信", state: "finished", startedAt: new Date() })
      .returning({ id: deliveries.id });
    const deliveryId = row?.id ?? "";
    const batch = { tenantId, deliveryId, batchNo: 1 };
    await tx.insert(batches).values({ ...batch, state: "done", audience: 1, accepted: 1 });
    const email = "someone@example.jp";
    await tx.insert(recipients).values({ ...batch, addressId, email, state: "accepted" });
    return deliveryId;
  });
}

type Reaction = { at: string; own?: boolean; type?: string };

async function react(addressId: string, deliveryId: string, reactions: Reaction[]) {
  const { ctx, tenantId } = tenant;
  await transaction(ctx, (tx) =>
    tx.insert(providerEvents).values(
      reactions.map(({ at, own = true, type = "email.clicked" }) => ({
        tenantId,
        id: `${own ? "own:" : ""}${crypto.randomUUID()}`,
        type,
        deliveryId,
        batchNo: 1,
        addressId,
        occurredAt: new Date(at),
        payload: {},
      })),
    ),
  );
}

const hoursOf = async (addressId: string) => {
  const [row] = await readTransaction(tenant.ctx, (tx) =>
    tx
      .select()
      .from(addressHours)
      .where(
        and(eq(addressHours.tenantId, tenant.tenantId), eq(addressHours.addressId, addressId)),
      ),
  );
  const counted = (counts: number[]) =>
    Object.fromEntries(counts.flatMap((count, hour) => (count > 0 ? [[hour, count]] : [])));
  return row && { ...row, recent: counted(row.recent), total: counted(row.total) };
};

const age = (periods: number) =>
  transaction(tenant.ctx, (tx) =>
    tx.update(addressHours).set({ period: periodOf(new Date()) - periods }),
  );

describe("the hours of reactions", () => {
  it("W14: count own opens and clicks in Japan's hours, once for each mail and clock hour, whenever they are applied", async () => {
    const id = await idOf(1);
    const [first, second] = [await mailTo(id), await mailTo(id)];
    await react(id, first, [
      { at: "2026-11-20T23:10:00Z" },
      { at: "2026-11-20T23:50:00Z", type: "email.opened" },
      { at: "2026-11-20T15:00:00Z" },
    ]);
    await applyEvents(tenant.ctx, first);
    await react(id, first, [{ at: "2026-11-20T23:55:00Z" }, { at: "2026-11-21T23:00:00Z" }]);
    await react(id, second, [{ at: "2026-11-20T23:30:00Z" }]);
    await Promise.all([applyEvents(tenant.ctx, first), applyEvents(tenant.ctx, second)]);
    await applyEvents(tenant.ctx, first);
    const counts = { 0: 1, 8: 3 };
    expect(await hoursOf(id)).toMatchObject({ recent: counts, total: counts, totalCount: 4 });
  });

  it("W14: leave out what a mail provider says of opens, and other events", async () => {
    const id = await idOf(1);
    const mail = await mailTo(id);
    await react(id, mail, [
      { at: "2026-11-20T23:10:00Z", own: false, type: "email.opened" },
      { at: "2026-11-20T23:10:00Z", own: false, type: "email.delivered" },
    ]);
    expect(await applyEvents(tenant.ctx, mail)).toBe(2);
    expect(await hoursOf(id)).toBeUndefined();
  });

  it("W14: of older periods go when the address reacts again", async () => {
    const id = await idOf(1);
    const mail = await mailTo(id);
    await react(id, mail, [{ at: "2026-11-20T03:00:00Z" }]);
    await applyEvents(tenant.ctx, mail);
    await age(1);
    await react(id, mail, [{ at: "2026-11-21T04:00:00Z" }]);
    await applyEvents(tenant.ctx, mail);
    expect(await hoursOf(id)).toMatchObject({
      recent: { 13: 1 },
      total: { 12: 1, 13: 1 },
      recentCount: 1,
      totalCount: 2,
    });
    await age(2);
    await react(id, mail, [{ at: "2026-11-22T05:00:00Z" }]);
    await applyEvents(tenant.ctx, mail);
    expect(await hoursOf(id)).toMatchObject({ recent: { 14: 1 }, total: { 14: 1 }, totalCount: 1 });
  });

  it("W14: are not learned from machines and while nothing is recorded, and go with the person", async () => {
    const id = await idOf(1);
    const deliveryId = await mailTo(id);
    const token = signMailToken("mail-track", {
      tenantId: tenant.tenantId,
      deliveryId,
      batchNo: 1,
      addressId: id,
    });
    const { tenantId } = tenant;
    const reader = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15";
    await transaction(tenant.ctx, (tx) =>
      tx.insert(sendingSettings).values({ tenantId, tracks: false }),
    );
    await recordOpen(token, reader);
    expect(await applyEvents(tenant.ctx, deliveryId)).toBe(0);
    await transaction(tenant.ctx, (tx) => tx.update(sendingSettings).set({ tracks: true }));
    await recordOpen(token, "Mozilla/5.0");
    await applyEvents(tenant.ctx, deliveryId);
    expect(await hoursOf(id)).toBeUndefined();
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update recipients set accepted_at = now() - interval '1 hour'
        where tenant_id = ${tenantId} and delivery_id = ${deliveryId}`),
    );
    await recordOpen(token, reader);
    await applyEvents(tenant.ctx, deliveryId);
    expect(await hoursOf(id)).toMatchObject({ totalCount: 1 });
    await eraseAddress(tenant.ctx, { id });
    expect(await hoursOf(id)).toBeUndefined();
    await react(id, deliveryId, [{ at: "2026-11-20T03:00:00Z" }]);
    expect(await applyEvents(tenant.ctx, deliveryId)).toBe(1);
    expect(await hoursOf(id)).toBeUndefined();
  });
});

describe("the preview of a plan", () => {
  const at = new Date("2026-12-01T07:00+09:00");
  const wanted = async () => {
    const { id } = await createDelivery(tenant.ctx, { name: "朝の案内" });
    return { id, at, until: null };
  };
  const know = async (number: number, counts: Record<number, number>, periodsAgo = 0) => {
    const addressId = await idOf(number);
    const hours = Array.from({ length: 24 }, (_, hour) => counts[hour] ?? 0);
    const count = hours.reduce((sum, one) => sum + one, 0);
    await transaction(tenant.ctx, (tx) =>
      tx.insert(addressHours).values({
        tenantId: tenant.tenantId,
        addressId,
        period: periodOf(new Date()) - periodsAgo,
        recent: hours,
        total: hours,
        recentCount: count,
        totalCount: count,
      }),
    );
  };
  const shown = async (input: Awaited<ReturnType<typeof wanted>>) => {
    const { hours, own, lastAt } = await previewBestHours(tenant.ctx, input);
    const time = (date: Date) => date.toLocaleTimeString("sv", { timeZone: "Asia/Tokyo" });
    return {
      hours: hours.map((hour) => [time(hour.at), hour.count]),
      own,
      last: lastAt && time(lastAt),
    };
  };

  it("W14: knows own hours from three reactions on, and forgets those of half a year ago", async () => {
    await know(1, { 20: 3 });
    await know(2, { 20: 2 });
    await know(3, { 12: 3 }, 1);
    await know(4, { 12: 9 }, 2);
    expect(await shown(await wanted())).toEqual({
      hours: [
        ["07:00:00", 2],
        ["12:00:00", 1],
        ["20:00:00", 1],
      ],
      own: 2,
      last: "20:00:00",
    });
  });

  it("W14: writes to those of whom little is known at the hour of all recipients, never to the suppressed", async () => {
    await know(1, { 20: 30 });
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`insert into suppressions (tenant_id, email, reason)
        values (${tenant.tenantId}, ${emailOf(4)}, 'manual')`),
    );
    const input = await wanted();
    expect(await shown(input)).toEqual({ hours: [["20:00:00", 3]], own: 1, last: "20:00:00" });
    await transaction(tenant.ctx, (tx) =>
      tx.insert(sendingSettings).values({ tenantId: tenant.tenantId, tracks: false }),
    );
    expect(await shown(input)).toEqual({ hours: [["07:00:00", 3]], own: 0, last: "07:00:00" });
  });

  it("W18: says that the rest waits for a first part that goes ahead", async () => {
    await know(1, { 20: 30 });
    const input = await wanted();
    await transaction(tenant.ctx, (tx) => tx.update(deliveries).set({ isCanary: true }));
    expect(await shown(input)).toMatchObject({ last: "20:30:00" });
  });

  it("W14: keeps to what the person and its tags may see", async () => {
    const input = await wanted();
    const other = await createTestTenant();
    await expect(previewBestHours(other.ctx, input)).rejects.toMatchObject({ code: "not_found" });
    const limited = await tenant.contextFor("sender", { tagIds: [crypto.randomUUID()] });
    const own = await createDelivery(limited, { name: "x" });
    expect((await previewBestHours(limited, { ...input, ...own })).hours).toEqual([]);
  });
});
