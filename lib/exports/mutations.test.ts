import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { type AttributeValues, addresses, addressTags, tags } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { createAttribute } from "@/lib/attributes/mutations";
import { type AddressExport, exportAddresses } from "./mutations";
import { safeCell } from "./rules";

const labels = {
  email: "メールアドレス",
  name: "名前",
  tags: "タグ",
  state: "状態",
  createdAt: "登録日時",
  states: {
    active: "配信可",
    unsubscribed: "解除",
    bounced: "不達",
    complained: "報告",
    manual: "手動",
  },
};

const exportAll = (tenant: TestTenant, changes: Partial<AddressExport> = {}) =>
  exportAddresses(tenant.ctx, {
    filter: {},
    encoding: "utf-8",
    labels,
    fileName: "a.csv",
    ...changes,
  });

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 15, 0, second));

const valuesOf = (index: number): AttributeValues =>
  index === 0 ? { 年齢: -3, メモ: "=1+1" } : {};

async function addAddresses({ ctx }: TestTenant, names: string[]) {
  return transaction(ctx, (tx) =>
    tx
      .insert(addresses)
      .values(
        names.map((name, index) => ({
          tenantId: ctx.tenantId,
          email: `a${index}@example.jp`,
          name,
          attributes: valuesOf(index),
          createdAt: at(index),
        })),
      )
      .returning({ id: addresses.id }),
  );
}

describe("exportAddresses", () => {
  it("W8: writes tags, attributes, state and the time of Japan, safe for spreadsheets", async () => {
    const tenant = await createTestTenant();
    await createAttribute(tenant.ctx, {
      subject: "address",
      key: "年齢",
      type: "number",
      choices: [],
    });
    await createAttribute(tenant.ctx, {
      subject: "address",
      key: "メモ",
      type: "text",
      choices: [],
    });
    const [first] = await addAddresses(tenant, ["山田, 太郎", "B"]);
    const { tenantId } = tenant.ctx;
    await transaction(tenant.ctx, async (tx) => {
      const added = await tx
        .insert(tags)
        .values([
          { tenantId, name: "会員" },
          { tenantId, name: "東京" },
        ])
        .returning({ id: tags.id });
      await tx
        .insert(addressTags)
        .values(added.map(({ id }) => ({ tenantId, tagId: id, addressId: first?.id ?? "" })));
    });
    expect(await (await exportAll(tenant)).text()).toBe(
      [
        "メールアドレス,名前,タグ,年齢,メモ,状態,登録日時",
        'a0@example.jp,"山田, 太郎",会員;東京,-3,\'=1+1,配信可,2026-11-24T00:00:00+09:00',
        "a1@example.jp,B,,,,配信可,2026-11-24T00:00:01+09:00",
        "",
      ].join("\r\n"),
    );
  });

  it("holds what the filter finds, in the encoding that was asked for, and says so in the audit log", async () => {
    const tenant = await createTestTenant();
    await addAddresses(tenant, ["髙橋", "𠮷野", "佐藤"]);
    const filter = { q: "野" };
    const response = await exportAll(tenant, { encoding: "cp932", filter });
    const text = iconv.decode(Buffer.from(await response.arrayBuffer()), "cp932");
    expect(text.split("\r\n")[1]).toMatch(/^a1@example\.jp,\?野,/);
    const entries = await readTransaction(tenant.ctx, (tx) =>
      tx
        .select({ action: auditEntries.action, details: auditEntries.details })
        .from(auditEntries)
        .where(and(eq(auditEntries.tenantId, tenant.ctx.tenantId))),
    );
    expect(entries).toEqual(
      expect.arrayContaining([
        { action: "address.exported", details: { count: 1, encoding: "cp932", filter } },
        { action: "address.export_characters_replaced", details: { count: 1, encoding: "cp932" } },
      ]),
    );
  });

  it("pages through everything exactly once", async () => {
    const tenant = await createTestTenant();
    await addAddresses(
      tenant,
      Array.from({ length: 2_500 }, (_, index) => `n${index}`),
    );
    const text = await (await exportAll(tenant)).text();
    const emails = text
      .split("\r\n")
      .slice(1, -1)
      .map((line) => line.split(",")[0]);
    expect(new Set(emails).size).toBe(2_500);
    expect(emails).toHaveLength(2_500);
  });

  it("shows no other tenant's addresses and needs the permission", async () => {
    const [owner, other] = [await createTestTenant(), await createTestTenant()];
    await addAddresses(owner, ["A"]);
    expect((await (await exportAll(other)).text()).split("\r\n")).toHaveLength(2);
    const viewer = await owner.contextFor("viewer");
    await expect(exportAll({ ...owner, ctx: viewer })).rejects.toMatchObject({
      code: "not_permitted",
    });
  });
});

describe("safe_cell in the database", () => {
  it("writes what safeCell writes", async () => {
    const { ctx } = await createTestTenant();
    const awkward = fc.stringMatching(/^['=+\-@\t\r\n＝＋－＠0-9a"，,.]*$/);
    const text = fc.string({ unit: "binary" }).filter((cell) => !cell.includes("\0"));
    const cells = fc.sample(fc.oneof(awkward, text), 2_000);
    const rows = await readTransaction(ctx, (tx) =>
      tx.execute<{ cell: string }>(sql`select safe_cell(cell) as cell
        from jsonb_array_elements_text(${JSON.stringify(cells)}::text::jsonb) with ordinality as c (cell, place)
        order by place`),
    );
    expect(rows.map(({ cell }) => cell)).toEqual(cells.map(safeCell));
  });
});
