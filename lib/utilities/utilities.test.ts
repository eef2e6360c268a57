import { execFileSync } from "node:child_process";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { addresses, addressTags, suppressions, tags } from "@/db/schema/addresses";
import { utilityChanges, utilityRuns } from "@/db/schema/utilities";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { createAttribute } from "@/lib/attributes/mutations";
import { contextForJob } from "@/lib/auth/context";
import { exportFile } from "@/lib/full-exports/rules";
import { runUtility } from "@/lib/utility-runs/mutations";
import { dryRunUtility } from "@/lib/utility-targets/queries";
import { takeBackUtility } from "@/lib/utility-undoing/mutations";
import { openExport, startUtility, undoUtility } from "./mutations";
import { listUtilityRuns } from "./queries";
import type { UtilityInput } from "./schema";

let tenant: TestTenant;
let tagIds: string[];

beforeEach(async () => {
  tenant = await createTestTenant();
  const { ctx, tenantId } = tenant;
  await createAttribute(ctx, { subject: "address", key: "会社", type: "text", choices: [] });
  await createAttribute(ctx, {
    subject: "address",
    key: "会員",
    type: "choice",
    choices: ["A", "B"],
  });
  await createAttribute(ctx, { subject: "address", key: "額", type: "number", choices: [] });
  await transaction(ctx, async (tx) => {
    const made = await tx
      .insert(tags)
      .values(["旧", "新"].map((name) => ({ tenantId, name })))
      .returning();
    tagIds = made.map(({ id }) => id);
  });
});

type Row = { email: string; name?: string; attributes?: Record<string, string>; tags?: number[] };

async function add(rows: Row[]): Promise<void> {
  const { ctx, tenantId } = tenant;
  await transaction(ctx, async (tx) => {
    for (const [
      index,
      { email, name = "", attributes = {}, tags: numbers = [] },
    ] of rows.entries()) {
      const createdAt = new Date(Date.now() - (rows.length - index) * 60_000);
      const [made] = await tx
        .insert(addresses)
        .values({ tenantId, email, name, attributes, createdAt, updatedAt: createdAt })
        .returning();
      for (const number of numbers)
        await tx
          .insert(addressTags)
          .values({ tenantId, addressId: made?.id ?? "", tagId: tagIds[number] ?? "" });
    }
  });
}

/** The whole book as it is, without the times of change. */
async function book() {
  const rows = await readTransaction(tenant.ctx, (tx) =>
    tx.execute<{
      row: unknown;
    }>(sql`select jsonb_build_array(a.id, a.email, a.name, a.attributes, a.created_at,
      array(select t.tag_id from address_tags t where t.tenant_id = a.tenant_id and t.address_id = a.id order by 1)) as row
      from addresses a where a.tenant_id = ${tenant.tenantId} order by a.email`),
  );
  return rows.map(({ row }) => row);
}

const job = () => contextForJob(tenant.tenantId, "test");

async function run(input: UtilityInput) {
  const dry = await dryRunUtility(tenant.ctx, input);
  const { id, total } = await startUtility(tenant.ctx, input);
  expect(total).toBe(dry.total);
  await runUtility(job(), { runId: id }, { attempt: 1 });
  const [first] = await listUtilityRuns(tenant.ctx);
  expect(first).toMatchObject({ id, state: "finished", done: total });
  return { id, total };
}

async function undo(id: string) {
  await undoUtility(tenant.ctx, { id });
  await takeBackUtility(job(), { runId: id });
  const runs = await listUtilityRuns(tenant.ctx);
  return runs.find((found) => found.id === id);
}

const emails = async () =>
  (
    await readTransaction(tenant.ctx, (tx) =>
      tx
        .select({ email: addresses.email })
        .from(addresses)
        .where(eq(addresses.tenantId, tenant.tenantId)),
    )
  )
    .map(({ email }) => email)
    .sort();

const people: Row[] = [
  { email: "a@mail.jp", name: "株式会社 甲", attributes: { 会社: "ABC", 会員: "A" }, tags: [0] },
  { email: "b@mail.jp", name: "乙", attributes: { 会社: "ＡＢＣ " }, tags: [0, 1] },
  { email: "c@mail.jp", name: "丙", attributes: { 会社: "abc商店" }, tags: [1] },
  { email: "d@example.com", name: "", tags: [0] },
];

describe("utilities", () => {
  it("W9: every bulk change does what the dry run says and is taken back whole", async () => {
    await add(people);
    const before = await book();
    const inputs: [UtilityInput, number][] = [
      [
        {
          kind: "retag",
          fromTagId: tagIds[0]!,
          toTagId: tagIds[1]!,
          groupId: null,
          keepsFrom: false,
        },
        3,
      ],
      [
        {
          kind: "retag",
          fromTagId: tagIds[0]!,
          toTagId: tagIds[1]!,
          groupId: null,
          keepsFrom: true,
        },
        2,
      ],
      [{ kind: "replace", field: "会社", find: "ABC", replacement: "XYZ", match: "part" }, 1],
      [{ kind: "replace", field: "会員", find: "A", replacement: "", match: "whole" }, 1],
      [{ kind: "replace", field: "name", find: "株式会社 ", replacement: "", match: "part" }, 1],
      [{ kind: "remove", reason: "test", days: 365 }, 1],
      [{ kind: "duplicates", field: "会社", keeps: "newest" }, 1],
    ];
    for (const [input, count] of inputs) {
      const { id, total } = await run(input);
      expect(total).toBe(count);
      expect(await book()).not.toEqual(before);
      expect(await undo(id)).toMatchObject({ state: "undone", undone: expect.any(Number) });
      expect(await book()).toEqual(before);
    }
  });

  it("W9: twins are merged: the one that is kept gets the tags and what it did not know", async () => {
    await add(people);
    await run({ kind: "duplicates", field: "会社", keeps: "oldest" });
    expect(await emails()).toEqual(["a@mail.jp", "c@mail.jp", "d@example.com"]);
    const kept = (await book())[0] as unknown[];
    expect(kept[3]).toEqual({ 会社: "ABC", 会員: "A" });
    expect(kept[5]).toEqual([...tagIds].sort());
  });

  it("W9: what was changed since, or entered anew, is kept when a run is taken back", async () => {
    await add(people);
    const { tenantId, ctx } = tenant;
    const first = await run({
      kind: "replace",
      field: "name",
      find: "乙",
      replacement: "乙田",
      match: "whole",
    });
    await transaction(ctx, (tx) =>
      tx
        .update(addresses)
        .set({ name: "手で直した", updatedAt: sql`now()` })
        .where(and(eq(addresses.tenantId, tenantId), eq(addresses.email, "b@mail.jp"))),
    );
    expect(await undo(first.id)).toMatchObject({ changed: 1, undone: 0 });
    const second = await run({ kind: "remove", reason: "test", days: 365 });
    await add([{ email: "d@example.com", name: "再登録" }]);
    expect(await undo(second.id)).toMatchObject({ changed: 1, undone: 0 });
    const names = JSON.stringify(await book());
    expect(names).toContain("手で直した");
    expect(names).toContain("再登録");
  });

  it("W9: cleans by state, and a killed worker's run goes on to the same end", async () => {
    await add(people);
    const { ctx, tenantId } = tenant;
    await transaction(ctx, (tx) =>
      tx.insert(suppressions).values({ tenantId, email: "c@mail.jp", reason: "bounced" }),
    );
    const input: UtilityInput = { kind: "remove", reason: "bounced", days: 365 };
    const { id } = await startUtility(ctx, input);
    await transaction(ctx, (tx) =>
      tx.update(utilityRuns).set({ state: "running" }).where(eq(utilityRuns.tenantId, tenantId)),
    );
    await expect(startUtility(ctx, input)).rejects.toMatchObject({
      messageKey: "utilities.errors.running",
    });
    await runUtility(job(), { runId: id }, { attempt: 2 });
    await runUtility(job(), { runId: id }, { attempt: 2 });
    expect(await emails()).not.toContain("c@mail.jp");
    const changes = await readTransaction(ctx, (tx) =>
      tx.$count(utilityChanges, eq(utilityChanges.tenantId, tenantId)),
    );
    expect(changes).toBe(1);
    await expect(startUtility(ctx, input)).rejects.toMatchObject({
      messageKey: "utilities.errors.nothing",
    });
  });

  it("W9: a full export holds addresses, tags, attributes and history, and no cell that runs as a formula", async () => {
    await add([...people, { email: "+f@mail.jp", name: '=1+"2",x', tags: [0, 1] }]);
    await transaction(tenant.ctx, (tx) =>
      tx.execute(
        sql`update addresses set created_at = '2026-11-23T15:00:59.999999Z' where email = 'a@mail.jp'`,
      ),
    );
    const { id } = await run({ kind: "export" });
    const { file, bytes } = await openExport(tenant.ctx, id);
    expect(file).toBe(exportFile(tenant.tenantId, id));
    expect(bytes).toBeGreaterThan(0);
    const text = (name: string) => execFileSync("unzip", ["-p", file, name]).toString();
    const lines = text("addresses.csv").split("\n");
    expect(lines[0]).toBe(
      "\uFEFFemail,name,tags,state,source,created_at,updated_at,会社,会員,額\r",
    );
    expect(lines).toHaveLength(7);
    expect(text("addresses.csv")).toContain(`'+f@mail.jp,"'=1+""2"",x",新;旧,active,manual,`);
    expect(text("addresses.csv")).toMatch(
      /a@mail\.jp,株式会社 甲,旧,active,manual,2026-11-24T00:00:59\+09:00,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00,/,
    );
    expect(text("history.csv")).toContain("delivery,email,state,reason,accepted_at");
  });

  it("W9: a full export larger than every buffer comes to its end", async () => {
    const { ctx, tenantId } = tenant;
    const many = 20_000;
    await transaction(ctx, (tx) =>
      tx.execute(sql`insert into addresses (tenant_id, email, name)
        select ${tenantId}, 'n' || n || '@mail.jp', repeat('名', n % 50) from generate_series(1, ${many}::int) n`),
    );
    const { id } = await run({ kind: "export" });
    const { file } = await openExport(ctx, id);
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const text = execFileSync("unzip", ["-p", file, "addresses.csv"], options).toString();
    expect(text.trimEnd().split("\n")).toHaveLength(many + 1);
  });

  it("W9: only the master account opens or calls a utility", async () => {
    const manager = await tenant.contextFor("manager", { granted: ["utilities:use"] });
    const input: UtilityInput = { kind: "export" };
    for (const call of [
      () => dryRunUtility(manager, input),
      () => startUtility(manager, input),
      () => undoUtility(manager, { id: tenant.tenantId }),
      () => openExport(manager, tenant.tenantId),
      () => listUtilityRuns(manager),
    ])
      await expect(call()).rejects.toMatchObject({ code: "not_permitted" });
    const other = await createTestTenant();
    const { id } = await startUtility(tenant.ctx, input);
    await expect(undoUtility(other.ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(openExport(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("refuses fields that do not exist or cannot hold the text", async () => {
    await add(people);
    const replace = (field: string, replacement: string, match: "whole" | "part") =>
      dryRunUtility(tenant.ctx, { kind: "replace", field, find: "A", replacement, match });
    await expect(replace("無い", "x", "whole")).rejects.toMatchObject({
      details: { fieldErrors: { field: ["utilities.errors.unknownField"] } },
    });
    await expect(replace("額", "1", "whole")).rejects.toMatchObject({
      details: { fieldErrors: { field: ["utilities.errors.unfitField"] } },
    });
    await expect(replace("会員", "C", "whole")).rejects.toMatchObject({
      details: { fieldErrors: { replacement: ["attributes.problems.invalidChoice"] } },
    });
  });
});
