import { and, asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  addresses,
  addressTags,
  attributeDefinitions,
  suppressions,
  tags,
} from "@/db/schema/addresses";
import { createTestTenant } from "@/db/testing";
import { importText, runQueued, startText, uploadText } from "@/db/testing-imports";
import { readTransaction, transaction } from "@/db/transaction";
import { attributesMost } from "@/lib/attributes/rules";
import type { TenantContext } from "@/lib/auth/context";
import { findMapping } from "@/lib/import-mappings/queries";
import { cancelImport, startImport } from "@/lib/imports/mutations";
import { getImport } from "@/lib/imports/queries";
import { reopenImport, runCheck } from "./mutations";

const book = (ctx: TenantContext) =>
  readTransaction(ctx, (tx) =>
    tx
      .select()
      .from(addresses)
      .where(eq(addresses.tenantId, ctx.tenantId))
      .orderBy(asc(addresses.email)),
  );

const tagsOf = async (ctx: TenantContext, email: string) => {
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ name: tags.name })
      .from(addressTags)
      .innerJoin(tags, and(eq(tags.tenantId, addressTags.tenantId), eq(tags.id, addressTags.tagId)))
      .innerJoin(
        addresses,
        and(eq(addresses.tenantId, addressTags.tenantId), eq(addresses.id, addressTags.addressId)),
      )
      .where(and(eq(addressTags.tenantId, ctx.tenantId), eq(addresses.email, email)))
      .orderBy(asc(tags.name)),
  );
  return rows.map(({ name }) => name);
};

const columns = ["email", "name", "tags", "new"];
const head = "email,name,tag,会社\n";

describe("the check of an import", () => {
  it("W8: counts over the whole file what would happen and writes nothing", async () => {
    const { ctx } = await createTestTenant();
    await importText(ctx, "email,name,tag\na@example.jp,A,x\nb@example.jp,B,x\nc@example.jp,C,\n", {
      columns: ["email", "name", "tags"],
    });
    await transaction(ctx, (tx) =>
      tx
        .insert(suppressions)
        .values({ tenantId: ctx.tenantId, email: "stopped@example.jp", reason: "manual" }),
    );
    const before = [await book(ctx), await tagsOf(ctx, "c@example.jp")];
    const rows = [
      "a@example.jp,A,x,",
      "b@example.jp,B,x,新会社",
      "c@example.jp,C,新しいタグ,",
      "stopped@example.jp,,,",
      "d..d@docomo.ne.jp,,,",
      "e@gmial.com,,,",
      "e2@gmial.com,,,",
      "twice@example.jp,1,,",
      "twice@example.jp,2,,",
      "broken,,,",
    ];
    const id = await uploadText(ctx, head + rows.join("\n"), { columns });
    expect((await getImport(ctx, id)).state).toBe("checking");
    await runCheck(ctx, { importId: id });
    const { state, check } = await getImport(ctx, id);
    expect(state).toBe("checked");
    expect(check).toEqual({
      rows: 10,
      inserted: 5,
      updated: 2,
      unchanged: 1,
      refused: [
        { reason: "duplicate", count: 1, lines: [9] },
        { reason: "email_invalid", count: 1, lines: [11] },
      ],
      suppressed: 1,
      nonstandard: 1,
      withoutConsent: 8,
      typos: [{ domain: "gmial.com", suggestion: "gmail.com", count: 2 }],
    });
    expect([await book(ctx), await tagsOf(ctx, "c@example.jp")]).toEqual(before);
    const definitions = await readTransaction(ctx, (tx) =>
      tx.$count(attributeDefinitions, eq(attributeDefinitions.tenantId, ctx.tenantId)),
    );
    expect(definitions).toBe(0);
  });

  it("foresees exactly what the import then does", async () => {
    const { ctx } = await createTestTenant();
    const first = Array.from(
      { length: 40 },
      (_, at) => `p${at}@example.jp,名前${at},t${at % 3},会社${at}`,
    );
    await importText(ctx, head + first.join("\n"), { columns });
    const second = Array.from(
      { length: 60 },
      (_, at) => `p${at}@example.jp,${at % 2 ? "" : `名前${at}`},t${at % 4},会社${at % 5}`,
    );
    for (const mode of ["insert", "update", "upsert"] as const)
      for (const tagMode of ["add", "replace"] as const)
        for (const emptyCells of ["keep", "clear"] as const) {
          const id = await startText(ctx, `${head}${second.join("\n")}\nbad,,,\n`, {
            columns: ["email", "name", "tags", "attribute:会社"],
            mode,
            tagMode,
            emptyCells,
          });
          const { check } = await getImport(ctx, id);
          await runQueued(ctx, id);
          const { inserted, updated, unchanged, rejected } = await getImport(ctx, id);
          const foreseen = check?.refused.reduce((sum, { count }) => sum + count, 0);
          expect([inserted, updated, unchanged, rejected]).toEqual([
            check?.inserted,
            check?.updated,
            check?.unchanged,
            foreseen,
          ]);
        }
  });

  it("makes attributes of headers that are no keys, and says before the start that there are too many", async () => {
    const { ctx } = await createTestTenant();
    const done = await importText(ctx, "email,First Name\na@example.jp,太郎\n", {
      columns: ["email", "new"],
    });
    expect(done.inserted).toBe(1);
    expect((await book(ctx))[0]?.attributes).toEqual({ First_Name: "太郎" });
    const headers = Array.from({ length: attributesMost }, (_, at) => `列${at}`);
    const text = `${["email", ...headers].join(",")}\n${["b@example.jp", ...headers].join(",")}\n`;
    await expect(
      uploadText(ctx, text, { columns: ["email", ...headers.map(() => "new")] }),
    ).rejects.toMatchObject({
      details: { fieldErrors: { "columns.50": ["imports.errors.tooManyAttributes"] } },
    });
  });

  it("has to come before the start, and can be left for the columns again", async () => {
    const { ctx } = await createTestTenant();
    const id = await uploadText(ctx, "email\na@example.jp\n", { columns: ["email"] });
    await expect(startImport(ctx, { importId: id })).rejects.toMatchObject({ code: "conflict" });
    await reopenImport(ctx, { importId: id });
    await runCheck(ctx, { importId: id });
    expect((await getImport(ctx, id)).state).toBe("uploaded");
    await cancelImport(ctx, { importId: id });
  });
});

describe("how an import treats what is there", () => {
  const start = "a@example.jp,前の名前,古い;残る,前の会社\n";

  it("clears values of empty cells, or keeps them", async () => {
    const { ctx } = await createTestTenant();
    await importText(ctx, head + start, { columns });
    const again = { columns: ["email", "name", "tags", "attribute:会社"] };
    await importText(ctx, `${head}a@example.jp,,,\n`, again);
    expect((await book(ctx))[0]).toMatchObject({
      name: "前の名前",
      attributes: { 会社: "前の会社" },
    });
    await importText(ctx, `${head}a@example.jp,,,\n`, { ...again, emptyCells: "clear" });
    expect((await book(ctx))[0]).toMatchObject({ name: "", attributes: {} });
    expect(await tagsOf(ctx, "a@example.jp")).toHaveLength(2);
    await importText(ctx, `${head}a@example.jp,,,\n`, {
      ...again,
      emptyCells: "clear",
      tagMode: "replace",
    });
    expect(await tagsOf(ctx, "a@example.jp")).toEqual([]);
  });

  it("adds tags, or puts those of the row in their place", async () => {
    const { ctx } = await createTestTenant();
    await importText(ctx, head + start, { columns });
    const again = { columns: ["email", "name", "tags", "attribute:会社"] };
    await importText(ctx, `${head}a@example.jp,,新しい,\n`, again);
    expect((await tagsOf(ctx, "a@example.jp")).sort()).toEqual(["古い", "新しい", "残る"].sort());
    await importText(ctx, `${head}a@example.jp,,残る;別,\n`, { ...again, tagMode: "replace" });
    expect((await tagsOf(ctx, "a@example.jp")).sort()).toEqual(["別", "残る"].sort());
  });

  it("remembers the columns of a set of headers, in whatever order", async () => {
    const { ctx } = await createTestTenant();
    await importText(ctx, head + start, { columns, emptyCells: "clear" });
    expect(await findMapping(ctx, ["会社", "tag", "email", "name"])).toEqual({
      choices: { email: "email", name: "name", tag: "tags", 会社: "attribute:会社" },
      mode: "upsert",
      emptyCells: "clear",
      tagMode: "add",
    });
    expect(await findMapping(ctx, ["会社", "tag", "email"])).toBeNull();
  });
});

describe("consent", () => {
  const consent = { source: "展示会の申込書", at: "2026-04-01", wording: "メールを受け取ります" };

  it("is taken from the file's columns, or is the same for the whole import, and only a later one replaces it", async () => {
    const { ctx } = await createTestTenant();
    const text =
      "email,同意の取得元,同意の日時\na@example.jp,Web,2026/05/01 10:30\nb@example.jp,,\nc@example.jp,Web,明日\nd@example.jp,Web,2999-01-01\n";
    const chosen = ["email", "consent:source", "consent:at"];
    const done = await importText(ctx, text, { columns: chosen, consent });
    expect([done.inserted, done.rejected]).toEqual([2, 2]);
    const [a, b] = await book(ctx);
    expect(a).toMatchObject({ consentSource: "Web", consentWording: consent.wording });
    expect(a?.consentAt?.toISOString()).toBe("2026-05-01T01:30:00.000Z");
    expect(b).toMatchObject({ consentSource: consent.source });
    expect(b?.consentAt?.toISOString()).toBe("2026-03-31T15:00:00.000Z");
    const older = { ...consent, source: "古い", at: "2020-01-01" };
    const again = await importText(ctx, "email\na@example.jp\ne@example.jp\n", {
      columns: ["email"],
      consent: older,
    });
    expect([again.inserted, again.updated, again.unchanged]).toEqual([1, 0, 1]);
    expect((await book(ctx)).map(({ consentSource }) => consentSource)).toEqual([
      "Web",
      consent.source,
      "古い",
    ]);
  });
});
