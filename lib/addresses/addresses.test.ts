import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { addresses, addressTags } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { createAttribute } from "@/lib/attributes/mutations";
import { createAttributeSchema } from "@/lib/attributes/schema";
import { createSuppressions, releaseSuppression } from "@/lib/suppressions/mutations";
import { createTag } from "@/lib/tags/mutations";
import { listTagsWithCounts } from "@/lib/tags/queries";
import {
  addTagToAddresses,
  createAddress,
  deleteAddress,
  deleteAddresses,
  removeTagFromAddresses,
  updateAddress,
} from "./mutations";
import { addressPageSize, countAddresses, getAddress, listAddresses } from "./queries";
import { createAddressSchema, deleteAddressesSchema } from "./schema";

const input = (email: string, more: object = {}) =>
  createAddressSchema.parse({ email, name: "山田 太郎", attributes: {}, tagIds: [], ...more });

async function insertMany({ ctx }: TestTenant, count: number, prefix = "many") {
  await transaction(ctx, (tx) =>
    tx.execute(sql`insert into ${addresses} (tenant_id, email, name, created_at)
      select ${ctx.tenantId}::uuid, ${prefix}::text || i || '@example.jp', '名前' || i,
        now() - (i / 10) * interval '1 microsecond'
      from generate_series(1, ${count}::int) as i`),
  );
}

async function actionsOf({ ctx }: TestTenant) {
  const found = await readTransaction(ctx, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.tenantId, ctx.tenantId)),
  );
  return found.map(({ action, details }) => ({ action, details }));
}

describe("addresses", () => {
  it("W7: an address is created, changed and deleted with its tags, and each change is recorded", async () => {
    const tenant = await createTestTenant();
    const { ctx } = tenant;
    const tag = await createTag(ctx, { name: "見込み客", color: "blue" });
    const { id } = await createAddress(ctx, input("Taro..Y.@Docomo.ne.jp", { tagIds: [tag.id] }));
    const created = await getAddress(ctx, id);
    expect(created).toMatchObject({
      email: "taro..y.@docomo.ne.jp",
      isNonstandard: true,
      state: "active",
      tags: [{ name: "見込み客" }],
    });
    await updateAddress(ctx, { ...input("hanako@example.jp"), id });
    expect(await getAddress(ctx, id)).toMatchObject({ isNonstandard: false, tags: [] });
    await deleteAddress(ctx, { id });
    await expect(getAddress(ctx, id)).rejects.toMatchObject({ code: "not_found" });
    const actions = await actionsOf(tenant);
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["address.created", "address.updated", "address.deleted"]),
    );
    const updated = actions.find(({ action }) => action === "address.updated");
    expect(updated?.details).toMatchObject({
      before: { email: "taro..y.@docomo.ne.jp", tagIds: [tag.id] },
      after: { email: "hanako@example.jp", tagIds: [] },
    });
  });

  it("refuses the same mailbox twice at the field", async () => {
    const { ctx } = await createTestTenant();
    await createAddress(ctx, input("same@example.jp"));
    await expect(createAddress(ctx, input("ＳＡＭＥ@example.jp"))).rejects.toMatchObject({
      code: "conflict",
      details: { fieldErrors: { email: ["addresses.errors.emailTaken"] } },
    });
  });

  it("W8: attributes are stored by their type and a wrong value is told at its field", async () => {
    const { ctx } = await createTestTenant();
    for (const [key, type, choices] of [
      ["会社名", "text", ""],
      ["購入額", "number", ""],
      ["入会日", "date", ""],
      ["会員種別", "choice", "一般\n特別"],
    ] as const) {
      await createAttribute(
        ctx,
        createAttributeSchema.parse({ subject: "address", key, type, choices }),
      );
    }
    const attributes = {
      会社名: " 株式会社テスト ",
      購入額: "１,２００.５",
      入会日: "2026年1月4日",
      会員種別: "特別",
      __proto__: "x",
    };
    const { id } = await createAddress(ctx, input(uniqueEmail(), { attributes }));
    expect((await getAddress(ctx, id)).attributes).toEqual({
      会社名: "株式会社テスト",
      購入額: 1200.5,
      入会日: "2026-01-04",
      会員種別: "特別",
    });
    const wrong = { 購入額: "たくさん", 入会日: "2026-02-30", 会員種別: "最上" };
    await expect(
      createAddress(ctx, input(uniqueEmail(), { attributes: wrong })),
    ).rejects.toMatchObject({
      details: {
        fieldErrors: {
          "attributes.購入額": ["attributes.problems.notNumber"],
          "attributes.入会日": ["attributes.problems.invalidDate"],
          "attributes.会員種別": ["attributes.problems.invalidChoice"],
        },
      },
    });
    expect(await listAddresses(ctx, { attribute: "会社名", value: "テスト" })).toMatchObject({
      rows: [{ id }],
    });
  });

  it("pages forwards and backwards return every row exactly once, also within one microsecond", async () => {
    const tenant = await createTestTenant();
    const total = addressPageSize * 3 + 7;
    await insertMany(tenant, total);
    const forwards: string[] = [];
    let page = await listAddresses(tenant.ctx);
    expect(page.previous).toBeNull();
    const pages = [page];
    while (page.next) {
      forwards.push(...page.rows.map((row) => row.id));
      page = await listAddresses(tenant.ctx, { after: page.next });
      pages.push(page);
    }
    forwards.push(...page.rows.map((row) => row.id));
    expect(new Set(forwards).size).toBe(total);
    expect(forwards).toHaveLength(total);
    for (const earlier of pages.slice(0, -1).reverse()) {
      page = await listAddresses(tenant.ctx, { before: page.previous ?? "" });
      expect(page.rows.map((row) => row.id)).toEqual(earlier.rows.map((row) => row.id));
    }
    expect(page.previous).toBeNull();
  });

  it("starts from the beginning when the place in the URL is nonsense", async () => {
    const tenant = await createTestTenant();
    await insertMany(tenant, 2);
    for (const after of ["", "x", "e30", btoa('["1","2"]'), btoa('["99999999999999999999","a"]')]) {
      expect((await listAddresses(tenant.ctx, { after })).rows).toHaveLength(2);
    }
  });

  it("finds by part of the e-mail address or name, tag and state", async () => {
    const tenant = await createTestTenant();
    const { ctx } = tenant;
    const tag = await createTag(ctx, { name: "A", color: "red" });
    await createAddress(
      ctx,
      input("sato_100%@example.jp", { name: "佐藤 花子", tagIds: [tag.id] }),
    );
    await createAddress(ctx, input("suzuki@example.jp", { name: "鈴木 Ken" }));
    await createSuppressions(ctx, { emails: ["suzuki@example.jp"] });
    const found = async (filter: Parameters<typeof listAddresses>[1]) =>
      (await listAddresses(ctx, filter)).rows.map((row) => row.name);
    expect(await found({ q: "ＳＡＴＯ" })).toEqual(["佐藤 花子"]);
    expect(await found({ q: "_100%" })).toEqual(["佐藤 花子"]);
    expect(await found({ q: "s%i" })).toEqual([]);
    expect(await found({ q: "Ken" })).toEqual(["鈴木 Ken"]);
    expect(await found({ q: "花子" })).toEqual(["佐藤 花子"]);
    expect(await found({ q: "ＳＡＴＯ_1", match: "begins" })).toEqual(["佐藤 花子"]);
    for (const q of ["ato", "s%", "s_", "佐藤"])
      expect(await found({ q, match: "begins" }), q).toEqual([]);
    expect(await countAddresses(ctx, { q: "s", match: "begins" })).toBe(2);
    expect(await found({ tag: tag.id })).toEqual(["佐藤 花子"]);
    expect(await found({ state: "manual" })).toEqual(["鈴木 Ken"]);
    expect(await found({ state: "active" })).toEqual(["佐藤 花子"]);
    expect(await countAddresses(ctx, { q: "example.jp" })).toBe(2);
    await releaseSuppression(ctx, { email: "suzuki@example.jp" });
    expect(await found({ state: "manual" })).toEqual([]);
  });

  it("W7: a whole filtered list is tagged, untagged and deleted at once, beyond one page", async () => {
    const tenant = await createTestTenant();
    const { ctx } = tenant;
    await insertMany(tenant, 120, "tokyo");
    await insertMany(tenant, 30, "osaka");
    const tag = await createTag(ctx, { name: "東京", color: "green" });
    const selection = { kind: "filter" as const, filter: { q: "tokyo" } };
    expect(await addTagToAddresses(ctx, { selection, tagId: tag.id })).toEqual({ changed: 120 });
    expect(await addTagToAddresses(ctx, { selection, tagId: tag.id })).toEqual({ changed: 0 });
    expect(await listTagsWithCounts(ctx)).toMatchObject([{ name: "東京", addressCount: 120 }]);
    const { rows } = await listAddresses(ctx, { tag: tag.id });
    const ids = rows.slice(0, 20).map((row) => row.id);
    const ticked = { kind: "ids" as const, ids };
    expect(await removeTagFromAddresses(ctx, { selection: ticked, tagId: tag.id })).toEqual({
      changed: 20,
    });
    const tagged = { kind: "filter" as const, filter: { tag: tag.id } };
    expect(await deleteAddresses(ctx, { selection: tagged })).toEqual({ changed: 100 });
    expect(await countAddresses(ctx)).toBe(50);
    const actions = await actionsOf(tenant);
    expect(actions).toContainEqual({
      action: "address.bulk-deleted",
      details: { selection: tagged, count: 100 },
    });
  });

  it("a bulk change whose filter does not make sense is refused, not widened", () => {
    const selection = { kind: "filter", filter: { tag: "no id" } };
    expect(deleteAddressesSchema.safeParse({ selection }).success).toBe(false);
  });

  it("another tenant's addresses and tags are not found and stay untouched", async () => {
    const [own, other] = await Promise.all([createTestTenant(), createTestTenant()]);
    const theirs = await createAddress(other.ctx, input(uniqueEmail()));
    const theirTag = await createTag(other.ctx, { name: "他社", color: "gray" });
    const mine = await createAddress(own.ctx, input(uniqueEmail()));
    const missing = { code: "not_found" };
    await expect(getAddress(own.ctx, theirs.id)).rejects.toMatchObject(missing);
    await expect(getAddress(own.ctx, "not-an-id")).rejects.toMatchObject(missing);
    await expect(deleteAddress(own.ctx, { id: theirs.id })).rejects.toMatchObject(missing);
    const selection = { kind: "ids" as const, ids: [mine.id, theirs.id] };
    await expect(
      addTagToAddresses(own.ctx, { selection, tagId: theirTag.id }),
    ).rejects.toMatchObject(missing);
    await expect(
      createAddress(own.ctx, input(uniqueEmail(), { tagIds: [theirTag.id] })),
    ).rejects.toMatchObject({
      details: { fieldErrors: { tagIds: ["addresses.errors.unknownTag"] } },
    });
    expect(await deleteAddresses(own.ctx, { selection })).toEqual({ changed: 1 });
    expect(await getAddress(other.ctx, theirs.id)).toMatchObject({ id: theirs.id });
  });

  it("a viewer may look but not change", async () => {
    const tenant = await createTestTenant();
    const viewer = await tenant.contextFor("viewer");
    expect((await listAddresses(viewer)).rows).toEqual([]);
    const refused = { code: "not_permitted" };
    await expect(createAddress(viewer, input(uniqueEmail()))).rejects.toMatchObject(refused);
    await expect(deleteAddress(viewer, { id: randomUUID() })).rejects.toMatchObject(refused);
  });

  it("deleting an address takes its tags along", async () => {
    const { ctx } = await createTestTenant();
    const tag = await createTag(ctx, { name: "A", color: "gray" });
    const { id } = await createAddress(ctx, input(uniqueEmail(), { tagIds: [tag.id] }));
    await deleteAddress(ctx, { id });
    const left = await readTransaction(ctx, (tx) =>
      tx.$count(addressTags, eq(addressTags.tenantId, ctx.tenantId)),
    );
    expect(left).toBe(0);
  });
});
