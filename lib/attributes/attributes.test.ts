import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { users } from "@/db/schema/users";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { createAddress } from "@/lib/addresses/mutations";
import { getAddress } from "@/lib/addresses/queries";
import { createAddressSchema } from "@/lib/addresses/schema";
import type { TenantContext } from "@/lib/auth/context";
import { createGroup } from "@/lib/groups/mutations";
import { getGroup } from "@/lib/groups/queries";
import { createAttribute, deleteAttribute, updateAttribute } from "./mutations";
import { listAttributes } from "./queries";
import { parseAttributeValue } from "./rules";
import { createAttributeSchema } from "./schema";

const choice = { type: "choice" as const, choices: ["一般", "ｼﾙﾊﾞｰ"] };
const parsed: ["text" | "number" | "date", string, unknown][] = [
  ["text", "  ", { value: null }],
  ["text", "a\u0000", { problem: "invalidCharacters" }],
  ["text", "\udfff", { problem: "invalidCharacters" }],
  ["text", "x".repeat(1001), { problem: "tooLong" }],
  ["text", "=cmd|' /C calc'!A0", { value: "=cmd|' /C calc'!A0" }],
  ["number", "1,234.50", { value: 1234.5 }],
  ["number", "－５", { value: -5 }],
  ["number", "-0", { value: 0 }],
  ["number", "1e5", { problem: "notNumber" }],
  ["number", "1,23", { problem: "notNumber" }],
  ["number", "Infinity", { problem: "notNumber" }],
  ["number", "9".repeat(30), { problem: "notNumber" }],
  ["date", "2026/1/4", { value: "2026-01-04" }],
  ["date", "20260104", { value: "2026-01-04" }],
  ["date", "２０２４年２月２９日", { value: "2024-02-29" }],
  ["date", "2026-02-29", { problem: "invalidDate" }],
  ["date", "2026-13-01", { problem: "invalidDate" }],
  ["date", "04/01/2026", { problem: "invalidDate" }],
];

describe("attribute values", () => {
  it.each(parsed)("W8: %s %j", (type, text, expected) => {
    expect(parseAttributeValue({ type, choices: [] }, text)).toEqual(expected);
  });

  it("W8: a choice is found in any width and stored as defined", () => {
    expect(parseAttributeValue(choice, "シルバー")).toEqual({ value: "ｼﾙﾊﾞｰ" });
    expect(parseAttributeValue(choice, "金")).toEqual({ problem: "invalidChoice" });
  });
});

const accepts = (key: string) =>
  createAttributeSchema.safeParse({ subject: "address", key, type: "text", choices: "" }).success;

describe("attribute definitions", () => {
  it.each(["会社名", "担当者_2", "フリガナ", "ﾌﾘｶﾞﾅ", "x", "x".repeat(40)])(
    "accepts the key %s",
    (key) => {
      expect(accepts(key)).toBe(true);
    },
  );

  it.each([
    "",
    "a b",
    "a-b",
    "{{x}}",
    "x".repeat(41),
    "Email",
    "名前",
    "ｎａｍｅ",
    "__proto__",
    "constructor",
    "a|b",
  ])("refuses the key %j", (key) => {
    expect(accepts(key)).toBe(false);
  });

  const create = (ctx: TenantContext, input: object) =>
    createAttribute(
      ctx,
      createAttributeSchema.parse({ subject: "address", type: "text", choices: "", ...input }),
    );

  it("W8: fields are defined for addresses and for users, unique in each", async () => {
    const { ctx, userId } = await createTestTenant();
    await create(ctx, { key: "部署" });
    await create(ctx, { key: "部署", subject: "user" });
    await expect(create(ctx, { key: "部署" })).rejects.toMatchObject({
      details: { fieldErrors: { key: ["attributes.errors.keyTaken"] } },
    });
    await transaction(ctx, (tx) =>
      tx
        .update(users)
        .set({ attributes: { 部署: "営業" } })
        .where(eq(users.id, userId)),
    );
    const [definition] = await listAttributes(ctx, "user");
    expect(await deleteAttribute(ctx, { id: definition?.id ?? "" })).toEqual({ valueCount: 1 });
    const [user] = await readTransaction(ctx, (tx) =>
      tx.select().from(users).where(eq(users.id, userId)),
    );
    expect(user?.attributes).toEqual({});
    expect(await listAttributes(ctx, "address")).toMatchObject([{ key: "部署" }]);
  });

  it("W8: renaming carries values and groups along, deleting removes values", async () => {
    const { ctx } = await createTestTenant();
    const { id } = await create(ctx, { key: "区分", type: "choice", choices: "甲\n乙\n甲" });
    const address = await createAddress(
      ctx,
      createAddressSchema.parse({
        email: uniqueEmail(),
        name: "",
        attributes: { 区分: "甲" },
        tagIds: [],
      }),
    );
    const group = await createGroup(ctx, {
      name: "甲の人",
      description: "",
      expression: { op: "attribute", key: "区分", test: "equals", value: "甲" },
    });
    await updateAttribute(ctx, { id, key: "種別", choices: ["甲"] });
    expect((await getAddress(ctx, address.id)).attributes).toEqual({ 種別: "甲" });
    expect((await getGroup(ctx, group.id)).expression).toMatchObject({ key: "種別" });
    await expect(updateAttribute(ctx, { id, key: "種別", choices: ["丙"] })).rejects.toMatchObject({
      details: { params: { choice: "甲" } },
    });
    await expect(deleteAttribute(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("another tenant's definition is not found", async () => {
    const [own, other] = await Promise.all([createTestTenant(), createTestTenant()]);
    const { id } = await create(other.ctx, { key: "区分" });
    await expect(deleteAttribute(own.ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(updateAttribute(own.ctx, { id, key: "x", choices: [] })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
