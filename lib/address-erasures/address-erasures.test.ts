import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { copyTransaction } from "@/db/copy";
import { addresses, suppressions } from "@/db/schema/addresses";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { addressTombstones } from "@/db/schema/endings";
import { importErrors, imports } from "@/db/schema/imports";
import { providerEvents } from "@/db/schema/provider-events";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { listAddressHistory } from "@/lib/address-history/queries";
import { createAddress, updateAddress } from "@/lib/addresses/mutations";
import { tombstoneHash } from "@/lib/erasures/rules";
import { eraseAddress } from "./mutations";

let tenant: TestTenant;
let email: string;
let id: string;

const input = (text: string) => ({
  email: { email: text, isNonstandard: false },
  name: "消去 太郎",
  attributes: {},
  tagIds: [],
});

beforeEach(async () => {
  tenant = await createTestTenant();
  email = uniqueEmail("gone");
  ({ id } = await createAddress(tenant.ctx, input(email)));
});

type State = (typeof recipients.$inferSelect)["state"];

async function mail(state: State, others = 0) {
  const { ctx, tenantId } = tenant;
  return transaction(ctx, async (tx) => {
    const [delivery] = await tx
      .insert(deliveries)
      .values({ tenantId, name: `配信 ${state}`, state: "sending", startedAt: new Date() })
      .returning();
    const deliveryId = delivery?.id ?? "";
    const isOpen = state === "queued" || state === "sending";
    await tx.insert(batches).values({
      tenantId,
      deliveryId,
      batchNo: 1,
      state: isOpen ? "queued" : "done",
      audience: 1 + others,
      [state]: 1 + others,
    });
    const row = { tenantId, deliveryId, batchNo: 1, state, merge: { name: "消去 太郎" } };
    await tx.insert(recipients).values([
      { ...row, addressId: id, email, reason: null, acceptedAt: new Date() },
      ...Array.from({ length: others }, () => ({
        ...row,
        addressId: crypto.randomUUID(),
        email: uniqueEmail("other"),
      })),
    ]);
    return deliveryId;
  });
}

const event = (deliveryId: string, type: string) => ({
  tenantId: tenant.tenantId,
  id: crypto.randomUUID(),
  type,
  deliveryId,
  batchNo: 1,
  addressId: id,
  occurredAt: new Date(),
  payload: { type, data: { to: [email], bounce: { type: "Transient", message: email } } },
});

/** Every row of the tenant, as text, in every table that the application may read and that is no log. */
async function traces(): Promise<string[]> {
  return readTransaction(tenant.ctx, async (tx) => {
    const tables = await tx.execute<{ name: string }>(sql`select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
        and has_table_privilege(c.oid, 'select') and c.relname not like 'audit%'`);
    const found: string[] = [];
    for (const { name } of tables) {
      const [row] = await tx.execute<{ count: string }>(sql`select count(*) as count
        from ${sql.identifier(name)} t where t::text like ${`%${email}%`} or t::text like '%消去 太郎%'`);
      if (Number(row?.count) > 0) found.push(name);
    }
    return found;
  });
}

describe("erasing an address on request", () => {
  it("W8: leaves no trace of the person in any table, keeps counts, and is recorded without the address", async () => {
    const { ctx, tenantId } = tenant;
    const deliveryId = await mail("delivered");
    await transaction(ctx, async (tx) => {
      await tx.insert(providerEvents).values(event(deliveryId, "email.bounced"));
      await tx.insert(suppressions).values({ tenantId, email, reason: "bounced" });
      const [made] = await tx
        .insert(imports)
        .values({
          tenantId,
          fileName: "a.csv",
          fileBytes: 1,
          encoding: "utf-8",
          headers: ["mail"],
          rejected: 1,
          previewRows: [["x@example.jp"], [` ${email.toUpperCase()}`]],
        })
        .returning();
      await tx
        .insert(importErrors)
        .values({ tenantId, importId: made?.id ?? "", line: 2, reason: "r", cells: [email, "x"] });
    });
    await eraseAddress(ctx, { id });
    expect(await traces()).toEqual([]);
    await transaction(ctx, (tx) =>
      tx.insert(providerEvents).values(event(deliveryId, "email.opened")),
    );
    expect(await traces()).toEqual([]);
    const [batch] = await readTransaction(ctx, (tx) =>
      tx.select().from(batches).where(eq(batches.tenantId, tenantId)),
    );
    expect(batch).toMatchObject({ audience: 1, delivered: 1 });
    const rows = await readTransaction(ctx, (tx) =>
      tx.execute<{ text: string }>(sql`select details::text as text from audit_entries
        where tenant_id = ${tenantId} and action = 'address.erased'`),
    );
    expect(rows).toEqual([{ text: '{"recipients": 1, "cancelledImports": 0}' }]);
    const [bounce] = await readTransaction(ctx, (tx) =>
      tx
        .select({ payload: providerEvents.payload })
        .from(providerEvents)
        .where(
          and(eq(providerEvents.tenantId, tenantId), eq(providerEvents.type, "email.bounced")),
        ),
    );
    expect(bounce?.payload).toEqual({ data: { bounce: { type: "Transient" } } });
  });

  it("W8: the keyed hash stops the address when it comes back by hand, by COPY or by an edit", async () => {
    const { ctx, tenantId } = tenant;
    await eraseAddress(ctx, { id });
    const hash = await readTransaction(ctx, (tx) =>
      tx.select().from(addressTombstones).where(eq(addressTombstones.tenantId, tenantId)),
    );
    expect(hash.map((row) => row.addressHash)).toEqual([tombstoneHash(email)]);
    const stops = () =>
      readTransaction(ctx, (tx) =>
        tx
          .select({ email: suppressions.email, reason: suppressions.reason })
          .from(suppressions)
          .where(eq(suppressions.tenantId, tenantId)),
      );
    const clear = () =>
      transaction(ctx, async (tx) => {
        await tx.delete(addresses).where(eq(addresses.tenantId, tenantId));
        await tx.delete(suppressions).where(eq(suppressions.tenantId, tenantId));
      });
    expect(await stops()).toEqual([]);
    const stopped = [{ email, reason: "unsubscribed" }];
    await createAddress(ctx, input(email));
    expect(await stops()).toEqual(stopped);
    await clear();
    await copyTransaction(ctx, async (tx) => {
      await tx`insert into addresses (tenant_id, email) select ${tenantId}, e
        from unnest(${[email, uniqueEmail()]}::text[]) e on conflict (tenant_id, email) do update set name = ''`;
    });
    expect(await stops()).toEqual(stopped);
    await clear();
    const other = await createAddress(ctx, input(uniqueEmail()));
    expect(await stops()).toEqual([]);
    await updateAddress(ctx, { id: other.id, ...input(email) });
    expect(await stops()).toEqual(stopped);
  });

  it("leaves a waiting recipient out of its delivery and refuses while a mail is under way", async () => {
    const { ctx, tenantId } = tenant;
    await mail("queued", 2);
    await eraseAddress(ctx, { id });
    const [batch] = await readTransaction(ctx, (tx) =>
      tx.select().from(batches).where(eq(batches.tenantId, tenantId)),
    );
    expect(batch).toMatchObject({ audience: 3, queued: 2, suppressed: 1, state: "queued" });
    ({ id } = await createAddress(ctx, input(email)));
    await mail("sending");
    await expect(eraseAddress(ctx, { id })).rejects.toMatchObject({
      messageKey: "addresses.errors.sending",
    });
  });

  it("is not for people who are limited to some addresses", async () => {
    const limited = await tenant.contextFor("manager", { tagIds: [crypto.randomUUID()] });
    await expect(eraseAddress(limited, { id })).rejects.toMatchObject({
      messageKey: "addresses.errors.eraseLimited",
    });
  });
});

describe("an address's history", () => {
  it("W8: tells every mail, reaction and change with who made it, page by page", async () => {
    const { ctx } = tenant;
    const deliveryId = await mail("delivered");
    await transaction(ctx, (tx) =>
      tx
        .insert(providerEvents)
        .values(Array.from({ length: 40 }, () => event(deliveryId, "email.opened"))),
    );
    const first = await listAddressHistory(ctx, id);
    expect(first.rows).toHaveLength(30);
    const second = await listAddressHistory(ctx, id, { after: first.next ?? "" });
    const all = [...first.rows, ...second.rows];
    expect(new Set(all.map(({ key }) => key)).size).toBe(42);
    expect(all.filter(({ kind }) => kind === "opened")).toHaveLength(40);
    expect(all.find(({ kind }) => kind === "change")?.change).toEqual({
      action: "address.created",
      actorName: "テスト master",
    });
    expect(all.find(({ kind }) => kind === "accepted")?.delivery?.name).toBe("配信 delivered");
    const back = await listAddressHistory(ctx, id, { before: second.previous ?? "" });
    expect(back.rows).toEqual(first.rows);
  });
});
