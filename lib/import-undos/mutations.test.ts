import { and, asc, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { importChanges, importChunks, imports } from "@/db/schema/imports";
import { createTestTenant } from "@/db/testing";
import { importText, uploadText } from "@/db/testing-imports";
import { readTransaction, transaction } from "@/db/transaction";
import { deleteAddress, updateAddress } from "@/lib/addresses/mutations";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { getImport } from "@/lib/imports/queries";
import { pruneChanges, runUndo, undoImport } from "./mutations";
import { listKept, listUndoableImports } from "./queries";

const columns = ["email", "name", "tags", "attribute:会社", "consent:source", "consent:at"];
const head = "email,name,tag,会社,source,at\n";
const first = {
  columns: ["email", "name", "tags", "new", "consent:source", "consent:at"],
};

/** Everything of the address book that an undo has to bring back. */
async function bookOf(ctx: TenantContext) {
  return readTransaction(ctx, async (tx) => {
    const { id, email, name, attributes, consentSource, consentAt } = addresses;
    const rows = await tx
      .select({ id, email, name, attributes, consentSource, consentAt })
      .from(addresses)
      .where(eq(addresses.tenantId, ctx.tenantId))
      .orderBy(asc(addresses.email));
    const links = await tx
      .select({ addressId: addressTags.addressId, name: tags.name })
      .from(addressTags)
      .innerJoin(tags, and(eq(tags.tenantId, addressTags.tenantId), eq(tags.id, addressTags.tagId)))
      .where(eq(addressTags.tenantId, ctx.tenantId))
      .orderBy(asc(tags.name));
    return rows.map((row) => ({
      ...row,
      tags: links.filter(({ addressId }) => addressId === row.id).map((link) => link.name),
    }));
  });
}

async function undo(
  ctx: TenantContext,
  importId: string,
  options: Parameters<typeof runUndo>[2] = {},
) {
  await undoImport(ctx, { importId });
  await runUndo(contextForJob(ctx.tenantId, "imports.undo"), { importId }, options);
  return getImport(ctx, importId);
}

const lines = (count: number, text: (at: number) => string) =>
  head + Array.from({ length: count }, (_, at) => text(at)).join("\n");

describe("the undo of an import", () => {
  it("W9: brings back every value, tag and consent, and removes what was added", async () => {
    const { ctx } = await createTestTenant();
    await importText(
      ctx,
      lines(
        30,
        (at) => `p${at}@example.jp,名${at},t${at % 3},会社${at},Web,2026-01-0${1 + (at % 9)}`,
      ),
      first,
    );
    const before = await bookOf(ctx);
    const changed = lines(
      50,
      (at) =>
        `p${at}@example.jp,${at % 2 ? "" : "変更"},${at % 5 ? "新" : ""},${at % 4 ? "別" : ""},再,2026-02-01`,
    );
    const settings = { columns, emptyCells: "clear" as const, tagMode: "replace" as const };
    const done = await importText(ctx, changed, settings);
    expect([done.inserted, done.updated]).toEqual([20, 30]);
    expect(await bookOf(ctx)).not.toEqual(before);
    const undone = await undo(ctx, done.id, { chunkRows: 7 });
    expect(await bookOf(ctx)).toEqual(before);
    expect(undone).toMatchObject({ state: "undone", undoDone: 50, undoKept: 0 });
    await expect(undoImport(ctx, { importId: done.id })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("keeps what was changed since, and says so", async () => {
    const { ctx } = await createTestTenant();
    await importText(
      ctx,
      `${head}a@example.jp,A,t,社,,\nb@example.jp,B,t,社,,\nc@example.jp,C,t,社,,\n`,
      first,
    );
    const done = await importText(
      ctx,
      `${head}a@example.jp,A2,u,社2,,\nb@example.jp,B2,u,社2,,\nc@example.jp,C2,u,社2,,\nd@example.jp,D,,,,\ne@example.jp,E,,,,\n`,
      { columns },
    );
    const [a, b, , d] = await bookOf(ctx);
    if (!a || !b || !d) throw new Error("rows missing");
    const tagIds = await readTransaction(ctx, (tx) =>
      tx.select({ id: tags.id }).from(tags).where(eq(tags.tenantId, ctx.tenantId)),
    );
    const email = (text: string) => ({ email: text, isNonstandard: false });
    const ids = tagIds.map(({ id }) => id);
    await updateAddress(ctx, {
      id: a.id,
      email: email(a.email),
      name: "A3",
      attributes: {},
      tagIds: ids,
    });
    await deleteAddress(ctx, { id: b.id });
    await updateAddress(ctx, {
      id: d.id,
      email: email(d.email),
      name: "D2",
      attributes: {},
      tagIds: [],
    });
    const undone = await undo(ctx, done.id);
    expect(
      (await bookOf(ctx)).map(({ email: mail, name, attributes, tags: names }) => [
        mail,
        name,
        attributes,
        names,
      ]),
    ).toEqual([
      ["a@example.jp", "A3", { 会社: "社" }, ["t"]],
      ["c@example.jp", "C", { 会社: "社" }, ["t"]],
      ["d@example.jp", "D2", {}, []],
    ]);
    expect(undone).toMatchObject({ state: "undone", undoDone: 5, undoKept: 3 });
    const kept = await listKept(ctx, done.id);
    expect(kept.map(({ email: mail, kept: what }) => [mail, what]).sort()).toEqual(
      [
        [null, ["gone"]],
        ["a@example.jp", ["name"]],
        ["d@example.jp", ["address"]],
      ].sort(),
    );
  });

  it("goes on where a killed worker stopped", async () => {
    const { ctx } = await createTestTenant();
    await importText(
      ctx,
      lines(20, (at) => `p${at}@example.jp,名${at},,,,`),
      first,
    );
    const before = await bookOf(ctx);
    const done = await importText(
      ctx,
      lines(40, (at) => `p${at}@example.jp,変更,t,,,`),
      { columns },
    );
    await undoImport(ctx, { importId: done.id });
    const job = contextForJob(ctx.tenantId, "imports.undo");
    let failures = 0;
    const onChunk = () => {
      throw new Error("killed");
    };
    for (; failures < 14; failures += 1)
      await expect(runUndo(job, { importId: done.id }, { chunkRows: 3, onChunk })).rejects.toThrow(
        "killed",
      );
    await runUndo(job, { importId: done.id });
    expect(await bookOf(ctx)).toEqual(before);
    expect(await getImport(ctx, done.id)).toMatchObject({
      state: "undone",
      undoDone: 40,
      undoKept: 0,
    });
  });

  it("W9: is the master account's alone, and ends 30 days after the import", async () => {
    const { ctx, contextFor } = await createTestTenant();
    const done = await importText(ctx, `${head}a@example.jp,A,,,,\n`, first);
    const changed = await importText(ctx, `${head}a@example.jp,B,,,,\n`, { columns });
    const manager = await contextFor("manager", { granted: ["utilities:use"] });
    const listed = async () => (await listUndoableImports(ctx)).map(({ id }) => id);
    expect(await listed()).toEqual([changed.id, done.id]);
    await expect(listUndoableImports(manager)).rejects.toMatchObject({ code: "not_permitted" });
    await expect(undoImport(manager, { importId: done.id })).rejects.toMatchObject({
      code: "not_permitted",
    });
    const other = await createTestTenant();
    await expect(undoImport(other.ctx, { importId: done.id })).rejects.toMatchObject({
      code: "not_found",
    });
    const job = contextForJob(ctx.tenantId, "imports.prune");
    const countChanges = () =>
      readTransaction(ctx, (tx) =>
        tx.$count(importChanges, eq(importChanges.tenantId, ctx.tenantId)),
      );
    await pruneChanges(job);
    expect(await countChanges()).toBe(1);
    await transaction(ctx, (tx) =>
      tx
        .update(imports)
        .set({ finishedAt: sql`now() - interval '30 days 1 minute'` })
        .where(eq(imports.tenantId, ctx.tenantId)),
    );
    expect(await listed()).toEqual([]);
    await expect(undoImport(ctx, { importId: changed.id })).rejects.toMatchObject({
      code: "conflict",
    });
    await pruneChanges(job);
    expect(await countChanges()).toBe(0);
  });

  it("the nightly round clears away files that nobody started for a week", async () => {
    const { ctx, tenantId } = await createTestTenant();
    const [old, fresh] = [
      await uploadText(ctx, `${head}a@example.jp,A,,,,\n`, first),
      await uploadText(ctx, `${head}b@example.jp,B,,,,\n`, first),
    ];
    await transaction(ctx, (tx) =>
      tx
        .update(imports)
        .set({ createdAt: sql`now() - interval '7 days 1 minute'` })
        .where(and(eq(imports.tenantId, tenantId), eq(imports.id, old))),
    );
    await pruneChanges(contextForJob(tenantId, "imports.prune"));
    const left = await readTransaction(ctx, (tx) =>
      tx
        .select({ id: importChunks.importId })
        .from(importChunks)
        .where(eq(importChunks.tenantId, tenantId)),
    );
    expect(left).toEqual([{ id: fresh }]);
  });
});
