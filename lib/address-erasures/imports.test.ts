import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { copyTransaction } from "@/db/copy";
import { addresses } from "@/db/schema/addresses";
import { importChanges, importChunks, imports } from "@/db/schema/imports";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { importText, startText, uploadText } from "@/db/testing-imports";
import { readTransaction, transaction } from "@/db/transaction";
import { deleteAddress } from "@/lib/addresses/mutations";
import { contextForJob } from "@/lib/auth/context";
import { replayErasures } from "@/lib/erasures/mutations";
import { tombstoneHash } from "@/lib/erasures/rules";
import { runUndo, undoImport } from "@/lib/import-undos/mutations";
import { startUtility, undoUtility } from "@/lib/utilities/mutations";
import { runUtility } from "@/lib/utility-runs/mutations";
import { takeBackUtility } from "@/lib/utility-undoing/mutations";
import { eraseAddress } from "./mutations";

const email = "shirushi@example.jp";
const other = "nokoru@example.jp";
const head = "email,name,会社,source,at,wording\n";
const columns = [
  "email",
  "name",
  "attribute:会社",
  "consent:source",
  "consent:at",
  "consent:wording",
];
const first = { columns: columns.map((column) => (column === "attribute:会社" ? "new" : column)) };
const lineOf = (mail: string, mark: string) =>
  `${mail},名${mark},社${mark},元${mark},2026-01-0${mark.length},文${mark}\n`;
const mine = (mark: string) => lineOf(email, `印${mark}`);

let tenant: TestTenant;

beforeEach(async () => {
  tenant = await createTestTenant();
});

/** The tables that hold a row telling of the person; logs are kept as they are. */
async function traces(): Promise<string[]> {
  return readTransaction(tenant.ctx, async (tx) => {
    const tables = await tx.execute<{ name: string }>(sql`select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity
        and has_table_privilege(c.oid, 'select') and c.relname not like 'audit%'`);
    const found: string[] = [];
    for (const { name } of tables) {
      const [row] = await tx.execute<{ count: string }>(sql`select count(*) as count
        from ${sql.identifier(name)} t where lower(t::text) like '%shirushi%' or t::text like '%印%'`);
      if (Number(row?.count) > 0) found.push(name);
    }
    return found.sort();
  });
}

const idOf = async (mail: string) => {
  const [found] = await readTransaction(tenant.ctx, (tx) =>
    tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(and(eq(addresses.tenantId, tenant.tenantId), eq(addresses.email, mail))),
  );
  return found?.id ?? "";
};

/** Two imports that end, the second with a refused row, and a utility: earlier values lie in each of them. */
async function leaveTraces() {
  const { ctx } = tenant;
  const added = await importText(ctx, head + mine("") + lineOf(other, "a"), first);
  const text = `${head}ＳＨＩＲＵＳＨＩ@example.jp,印,,,,\n${mine("い")}${lineOf(other, "bb")}`;
  const changed = await importText(ctx, text, { columns });
  const { id } = await startUtility(ctx, {
    kind: "replace",
    field: "name",
    find: "名",
    replacement: "姓",
    match: "part",
  });
  await runUtility(contextForJob(tenant.tenantId, "test"), { runId: id }, { attempt: 1 });
  return { added, changed, runId: id };
}

const stateOf = async (importId: string) => {
  const [found] = await readTransaction(tenant.ctx, (tx) =>
    tx
      .select({ state: imports.state })
      .from(imports)
      .where(and(eq(imports.tenantId, tenant.tenantId), eq(imports.id, importId))),
  );
  const files = await readTransaction(tenant.ctx, (tx) =>
    tx.$count(
      importChunks,
      and(eq(importChunks.tenantId, tenant.tenantId), eq(importChunks.importId, importId)),
    ),
  );
  return [found?.state, files];
};

async function takeBack({ added, changed, runId }: Awaited<ReturnType<typeof leaveTraces>>) {
  const { ctx, tenantId } = tenant;
  await undoUtility(ctx, { id: runId });
  await takeBackUtility(contextForJob(tenantId, "test"), { runId });
  for (const { id: importId } of [changed, added]) {
    await undoImport(ctx, { importId });
    await runUndo(contextForJob(tenantId, "imports.undo"), { importId });
  }
}

describe("erasing an address that came by imports", () => {
  it("W8: no table tells of the person any more, and no undo brings them back", async () => {
    const left = await leaveTraces();
    expect(await traces()).toEqual([
      "addresses",
      "import_changes",
      "import_errors",
      "imports",
      "utility_changes",
    ]);
    await eraseAddress(tenant.ctx, { id: await idOf(email) });
    expect(await traces()).toEqual([]);
    await takeBack(left);
    expect(await traces()).toEqual([]);
    expect(await idOf(email)).toBe("");
    expect(await idOf(other)).not.toBe("");
  });

  it("W8: files that wait and name the person are given up, whatever their encoding; others stay", async () => {
    const { ctx } = tenant;
    await importText(ctx, head + mine(""), first);
    const wide = Buffer.from(`\uFEFF${head}${mine("")}`, "utf16le");
    const checked = await uploadText(ctx, wide, { columns });
    const quoted = `email,name\n"""SHIRUSHI""@example.jp",印\n${other},x\n`;
    const spelled = await uploadText(ctx, quoted, { columns: ["email", "name"] });
    const kept = await uploadText(ctx, head + lineOf(other, "a"), { columns });
    const queued = await startText(ctx, head + mine("う"), { columns });
    await eraseAddress(ctx, { id: await idOf(email) });
    expect(await traces()).toEqual([]);
    for (const id of [checked, spelled, queued])
      expect(await stateOf(id)).toEqual(["cancelled", 0]);
    expect(await stateOf(kept)).toEqual(["checking", 1]);
    const told = await readTransaction(ctx, (tx) =>
      tx.execute<{ text: string }>(sql`select details::text as text from audit_entries
        where tenant_id = ${tenant.tenantId} and action = 'address.erased'`),
    );
    expect(told).toEqual([{ text: '{"recipients": 0, "cancelledImports": 3}' }]);
  });

  it("W8: an address at the seam of two pieces of a file is found", async () => {
    const { ctx, tenantId } = tenant;
    await importText(ctx, head + mine(""), first);
    const id = await uploadText(ctx, head + lineOf(other, "a"), { columns });
    await transaction(ctx, async (tx) => {
      await tx.delete(importChunks).where(eq(importChunks.tenantId, tenantId));
      for (const [chunkNo, text] of [`${head}shiru`, "shi@example.jp,x\n"].entries())
        await tx
          .insert(importChunks)
          .values({ tenantId, importId: id, chunkNo, data: Buffer.from(text) });
    });
    await eraseAddress(ctx, { id: await idOf(email) });
    expect(await stateOf(id)).toEqual(["cancelled", 0]);
  });

  it("W8: earlier values of the same person under an address that was deleted go as well", async () => {
    const { ctx, tenantId } = tenant;
    await importText(ctx, head + mine(""), first);
    await importText(ctx, head + mine("い"), { columns });
    await deleteAddress(ctx, { id: await idOf(email) });
    await importText(ctx, head + mine(""), { columns });
    expect(await traces()).toContain("import_changes");
    await eraseAddress(ctx, { id: await idOf(email) });
    expect(await traces()).toEqual([]);
    const count = await readTransaction(ctx, (tx) =>
      tx.$count(importChanges, eq(importChanges.tenantId, tenantId)),
    );
    expect(count).toBe(1);
  });

  it("W8: a restored database forgets the person again, also where only an import's records tell of them", async () => {
    const { ctx, tenantId } = tenant;
    const left = await leaveTraces();
    const waiting = await uploadText(ctx, head + mine(""), { columns });
    await deleteAddress(ctx, { id: await idOf(email) });
    await copyTransaction(ctx, (tx) =>
      replayErasures(
        tx,
        [],
        [
          {
            kind: "address",
            tenantId,
            addressHash: tombstoneHash(email),
            erasedAt: new Date().toISOString(),
          },
        ],
      ),
    );
    expect(await traces()).toEqual([]);
    expect(await stateOf(waiting)).toEqual(["cancelled", 0]);
    await takeBack(left);
    expect(await traces()).toEqual([]);
  });
});
