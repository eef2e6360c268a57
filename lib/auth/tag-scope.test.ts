import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { addressTags, groups, suppressions, tags } from "@/db/schema/addresses";
import { deliveries, recipients } from "@/db/schema/deliveries";
import { importErrors, imports } from "@/db/schema/imports";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import {
  addTagToAddresses,
  createAddress,
  deleteAddress,
  deleteAddresses,
  removeTagFromAddresses,
  updateAddress,
} from "@/lib/addresses/mutations";
import { countAddresses, getAddress, listAddresses } from "@/lib/addresses/queries";
import { readDashboard } from "@/lib/dashboard/queries";
import { createDelivery, deleteDelivery } from "@/lib/deliveries/mutations";
import { AppError } from "@/lib/errors";
import { listGroupsWithCounts, previewGroup } from "@/lib/group-counts/queries";
import { listRecipients } from "@/lib/history/queries";
import { applyPart } from "@/lib/import-parts/mutations";
import { cutParts, type Part } from "@/lib/importing/rules";
import { prepareNext } from "@/lib/sending/prepare";
import { countAudience } from "@/lib/sending/queries";
import { createSuppressions, releaseSuppression } from "@/lib/suppressions/mutations";
import { deleteTag } from "@/lib/tags/mutations";
import { listTagsWithCounts } from "@/lib/tags/queries";
import { contextForJob, type TenantContext } from "./context";

const lib = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const everyone = { kind: "everyone" } as const;
/** Part of every e-mail address that the limited user must never meet. */
const marker = "foreign";

let tenant: TestTenant;
let all: TenantContext;
let limited: TenantContext;
const tag = { mine: randomUUID(), other: randomUUID() };
const own: string[] = [];
const foreign: string[] = [];
let deliveryId = "";
let importId = "";
let groupId = "";

beforeAll(async () => {
  tenant = await createTestTenant();
  all = tenant.ctx;
  await transaction(all, async (tx) => {
    await tx.insert(tags).values([
      { tenantId: tenant.tenantId, id: tag.mine, name: "東京" },
      { tenantId: tenant.tenantId, id: tag.other, name: "大阪" },
    ]);
  });
  for (let n = 0; n < 3; n++) own.push(await address(`own-${n}`, [tag.mine]));
  for (let n = 0; n < 7; n++)
    foreign.push(await address(`${marker}-${n}`, n < 5 ? [tag.other] : []));
  limited = await tenant.contextFor("manager", { tagIds: [tag.mine] });
  deliveryId = await delivery(all);
  await prepare(deliveryId);
  groupId = await leaveTraces();
});

const emailOf = (name: string) => `${name}-${tenant.tenantId.slice(0, 8)}@example.jp`;
const addressInput = (name: string, tagIds: string[]) => ({
  email: { email: emailOf(name), isNonstandard: false },
  name,
  attributes: {},
  tagIds,
});
const address = async (name: string, tagIds: string[], ctx = all) =>
  (await createAddress(ctx, addressInput(name, tagIds))).id;

async function delivery(ctx: TenantContext): Promise<string> {
  return (await createDelivery(ctx, { name: "配信" })).id;
}

/** Turns the draft into recipients as the worker does, without asking for a sender. */
async function partOf(names: string[], tags: string): Promise<Part> {
  const records = names.map((name, line) => ({
    line,
    cells: [emailOf(name), "改名", tags],
    problem: null,
  }));
  const columns = [{ target: "email" }, { target: "name" }, { target: "tags" }] as const;
  const plan = { columns, emptyCells: "keep" as const, consent: null, definitions: new Map() };
  const header = { line: 0, cells: [], problem: null };
  const file = (async function* () {
    yield { records: [header, ...records], size: 1 };
  })();
  const cutting = { lastLines: new Map(), skip: 0, partRows: 10, isRefusable: true };
  for await (const part of cutParts(file, plan, cutting)) return part;
  throw new Error("no part");
}

async function prepare(id: string): Promise<void> {
  const job = contextForJob(tenant.tenantId, "test");
  const footer = { legalName: "", postalAddress: "", complaintContact: "" };
  const from = { name: "店", email: "shop@example.jp" };
  const frozen = { from, replyTo: null, subject: "件名", html: "<p>本文</p>", text: "", footer };
  await transaction(job, (tx) =>
    tx.update(deliveries).set({ state: "preparing", frozen }).where(eq(deliveries.id, id)),
  );
  expect(await prepareNext(job, id)).toBe("ready");
}

/** A suppression, an import with a refused row and a group, all with foreign addresses in them. */
async function leaveTraces(): Promise<string> {
  const { tenantId } = tenant;
  const expression = { op: "tag", tagId: tag.other };
  return transaction(all, async (tx) => {
    await tx.insert(suppressions).values(
      [0, 1].map((n) => ({
        tenantId,
        email: emailOf(`${marker}-${n}`),
        reason: "manual" as const,
      })),
    );
    const file = { fileName: `${marker}.csv`, fileBytes: 1, encoding: "utf-8" as const };
    const [made] = await tx
      .insert(imports)
      .values({ tenantId, ...file, headers: ["mail"], previewRows: [[emailOf(marker)]] })
      .returning();
    importId = made?.id ?? "";
    const cells = [emailOf(marker)];
    await tx.insert(importErrors).values({ tenantId, importId, line: 2, reason: "x", cells });
    const [group] = await tx
      .insert(groups)
      .values({ tenantId, name: "大阪", expression })
      .returning();
    return group?.id ?? "";
  });
}

type Run = (ctx: TenantContext, ...rest: unknown[]) => unknown;

/** Every exported function of a `queries.ts` whose first parameter is the context. */
async function queries(): Promise<{ name: string; run: Run }[]> {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)queries\.ts$/.test(file),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const exported: Record<string, unknown> = await import(path.join(lib, file));
      return Object.entries(exported).flatMap(([name, value]) =>
        typeof value === "function" &&
        /^(async )?(function\*? ?)?\w*\s*\(\s*ctx\b/.test(String(value))
          ? [{ name: `${file.replace("/queries.ts", "")} ${name}`, run: value as Run }]
          : [],
      );
    }),
  );
  return found.flat();
}

/** Arguments as pages pass them; each query is tried with all, those that do not fit are refused. */
function argumentSets(): unknown[][] {
  const ids = [foreign[0], own[0], deliveryId, importId, groupId, tag.other];
  const place = { after: undefined, size: 100 };
  const search = { term: marker, audience: everyone };
  const expression = { expression: { op: "not", item: { op: "tag", tagId: tag.mine } } };
  const draft = {
    addressId: foreign[0],
    audience: everyone,
    senderId: null,
    subject: "{{メールアドレス}}",
  };
  const labels = { email: "e", name: "n", tags: "t", state: "s", createdAt: "c", states: {} };
  return [
    [],
    [{}],
    [{ q: marker }],
    [{}, labels],
    ...ids.map((id) => [id]),
    ...ids.map((id) => [{ id }]),
    [deliveryId, { view: "all", q: "" }, place],
    [deliveryId, { view: "missed", q: "" }, place],
    [deliveryId, everyone],
    [importId, {}],
    [everyone],
    [everyone, {}],
    [{ audience: everyone }],
    [search],
    [expression],
    [{ ...draft, html: "<p>{{メールアドレス}}</p>", text: "" }],
    [{ kind: "tags", match: "any", tagIds: [tag.other] }],
    [{ kind: "group", groupId }],
  ];
}

async function answers(run: Run, ctx: TenantContext): Promise<string> {
  const texts: string[] = [];
  for (const rest of argumentSets())
    texts.push(
      await Promise.resolve()
        .then(() => run(ctx, ...rest))
        .then(textOf)
        .catch(() => "refused"),
    );
  return texts.join("\n");
}

async function textOf(value: unknown): Promise<string> {
  if (typeof value !== "object" || value === null || !(Symbol.asyncIterator in value))
    return JSON.stringify(value) ?? "";
  const items: string[] = [];
  for await (const item of value as AsyncIterable<unknown>)
    items.push(item instanceof Uint8Array ? Buffer.from(item).toString() : String(item));
  return items.join("");
}

describe("a user who is limited to certain tags", () => {
  it("W6: meets no address outside of them in the answer of any query", async () => {
    const showing: string[] = [];
    const reveals = (text: string) => text.includes(`${marker}-`);
    for (const { name, run } of await queries()) {
      if (reveals(await answers(run, all))) showing.push(name);
      expect(reveals(await answers(run, limited)), name).toBe(false);
    }
    // Without these the test would prove nothing: an unlimited user meets foreign addresses in each.
    for (const name of [
      "addresses listAddresses",
      "addresses getAddress",
      "exports streamAddressCsv",
      "group-counts previewGroup",
      "history listRecipients",
      "imports getImport",
      "previews findPreviewAddresses",
      "sending listExclusions",
      "suppressions listSuppressions",
    ])
      expect(showing).toContain(name);
  }, 240_000);

  it("W6: is told only the numbers of the addresses within", async () => {
    const figures = async (ctx: TenantContext) => ({
      addresses: await countAddresses(ctx),
      tags: (await listTagsWithCounts(ctx)).map(({ name, addressCount }) => [name, addressCount]),
      groups: (await listGroupsWithCounts(ctx)).map(({ addressCount }) => addressCount),
      preview: (await previewGroup(ctx, { expression: { op: "tag", tagId: tag.other } }))
        .addressCount,
      audience: (await countAudience(ctx, everyone)).total,
      dashboard: (await readDashboard(ctx)).addresses,
      recipients: (
        await listRecipients(
          ctx,
          deliveryId,
          { view: "all", q: "" },
          { after: undefined, size: 100 },
        )
      ).rows.length,
    });
    expect(await figures(all)).toMatchObject({
      addresses: 10,
      preview: 5,
      audience: 10,
      dashboard: 10,
      recipients: 10,
    });
    expect(await figures(limited)).toEqual({
      addresses: 3,
      tags: [
        ["大阪", 0],
        ["東京", 3],
      ],
      groups: [0],
      preview: 0,
      audience: 3,
      dashboard: 3,
      recipients: 3,
    });
  });

  it("W6: changes, tags, deletes and suppresses nothing outside", async () => {
    const [id = ""] = foreign;
    const code = (work: Promise<unknown>) =>
      work.then(
        () => "done",
        (error: unknown) => (error instanceof AppError ? error.code : error),
      );
    const filter = { kind: "filter", filter: {} } as const;
    expect(
      await code(updateAddress(limited, { id, ...addressInput(`${marker}-x`, [tag.mine]) })),
    ).toBe("not_found");
    expect(await code(deleteAddress(limited, { id }))).toBe("not_found");
    expect(await code(createSuppressions(limited, { emails: [emailOf(`${marker}-3`)] }))).toBe(
      "invalid",
    );
    expect(await code(releaseSuppression(limited, { email: emailOf(`${marker}-0`) }))).toBe(
      "not_found",
    );
    expect(await code(deleteDelivery(limited, { id: deliveryId }))).toBe("not_found");
    expect(await code(deleteTag(limited, { id: tag.other }))).toBe("not_permitted");
    expect(
      await addTagToAddresses(limited, {
        selection: { kind: "ids", ids: foreign },
        tagId: tag.mine,
      }),
    ).toEqual({ changed: 0 });
    expect(await deleteAddresses(limited, { selection: { kind: "ids", ids: foreign } })).toEqual({
      changed: 0,
    });
    expect(await addTagToAddresses(limited, { selection: filter, tagId: tag.other })).toEqual({
      changed: 3,
    });
    expect(await removeTagFromAddresses(limited, { selection: filter, tagId: tag.other })).toEqual({
      changed: 3,
    });
    expect((await listTagsWithCounts(all)).map(({ addressCount }) => addressCount)).toEqual([5, 3]);
  });

  it("W6: is held by the database itself, whatever a statement says", async () => {
    const raw = (statement: ReturnType<typeof sql>) =>
      transaction(limited, (tx) => tx.execute(statement)).then(
        ({ count }) => count,
        (error: { cause?: { code?: string } }) => error.cause?.code ?? error,
      );
    const [id = ""] = foreign;
    expect(await raw(sql`select 1 from addresses`)).toBe(3);
    expect(await raw(sql`update addresses set name = 'x' where id = ${id}`)).toBe(0);
    expect(await raw(sql`delete from addresses where id = ${id}`)).toBe(0);
    expect(
      await raw(sql`insert into address_tags (tenant_id, tag_id, address_id)
      values (${tenant.tenantId}, ${tag.mine}, ${id})`),
    ).toBe("42501");
    expect(await raw(sql`delete from tags where id = ${tag.other}`)).toBe(0);
    expect(await raw(sql`update deliveries set tag_scope = null`)).toBe(0);
    expect(
      await raw(sql`insert into recipients (tenant_id, delivery_id, batch_no, address_id, email)
      values (${tenant.tenantId}, ${deliveryId}, 1, ${foreign[6]}, 'x@example.jp')`),
    ).toBe("42501");
    expect(await raw(sql`select 1 from suppressions`)).toBe(0);
    expect(await raw(sql`select 1 from address_tags where address_id not in ${own}`)).toBe(0);
    expect(await raw(sql`select 1 from address_tags where tag_id = ${tag.mine}`)).toBe(3);
    expect(await raw(sql`delete from address_tags where address_id = ${id}`)).toBe(0);
    expect(
      await raw(sql`update address_tags set created_at = now() where address_id = ${id}`),
    ).toBe(0);
  });

  it("W6: sees nothing when limited to no tag, or to another tenant's", async () => {
    const rows = (tagScope: string[], tenantId: string) =>
      transaction({ ...limited, tagScope, tenantId }, async (tx) => [
        (await tx.execute(sql`select 1 from addresses`)).count,
        (await tx.execute(sql`select 1 from address_tags`)).count,
      ]);
    expect(await rows([], tenant.tenantId)).toEqual([0, 0]);
    expect(await rows([randomUUID()], tenant.tenantId)).toEqual([0, 0]);
    expect(await rows([tag.mine], (await createTestTenant()).tenantId)).toEqual([0, 0]);
    expect(await rows([tag.mine], tenant.tenantId)).toEqual([3, 3]);
  });

  it("the policies leave parallel plans possible", async () => {
    const plan = await transaction(all, async (tx) => {
      // Puts a Gather on every plan that may run in parallel, however small the tables.
      await tx.execute(sql`set local debug_parallel_query = on`);
      return tx.execute(sql`explain select count(*) from addresses a where exists (
        select 1 from address_tags t where t.tenant_id = a.tenant_id and t.address_id = a.id)`);
    });
    expect(JSON.stringify(plan)).toContain("Gather");
  });

  it("W6: keeps at least one of the tags on each address", async () => {
    await expect(address("untagged", [tag.other], limited)).rejects.toMatchObject({
      code: "invalid",
    });
    const id = await address("own-new", [tag.other, tag.mine], limited);
    await expect(
      removeTagFromAddresses(limited, { selection: { kind: "ids", ids: [id] }, tagId: tag.mine }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect((await getAddress(limited, id)).tags).toHaveLength(2);
    await deleteAddress(limited, { id });
  });

  it("W6: prepares deliveries that never reach beyond, also when an unlimited worker runs them", async () => {
    const id = await delivery(limited);
    await prepare(id);
    const reached = await transaction(all, (tx) =>
      tx.select({ id: recipients.addressId }).from(recipients).where(eq(recipients.deliveryId, id)),
    );
    expect(reached.map((row) => row.id).sort()).toEqual([...own].sort());
  });

  it("W6: imports only what may be changed, and no address without a tag of theirs", async () => {
    const file = { fileName: "a.csv", fileBytes: 1, encoding: "utf-8" as const, headers: ["mail"] };
    const made = await transaction(limited, (tx) =>
      tx
        .insert(imports)
        .values({ tenantId: tenant.tenantId, ...file, state: "running" })
        .returning(),
    );
    const [row] = made;
    expect(row?.tagScope).toEqual([tag.mine]);
    const job = { ...contextForJob(tenant.tenantId, "test"), tagScope: row?.tagScope ?? null };
    const target = {
      importId: row?.id ?? "",
      mode: "upsert" as const,
      tagMode: "add" as const,
      tagIds: [tag.mine],
      rowsDone: 0,
      before: Promise.resolve(true),
    };
    const first = await partOf(["own-0", "fresh", `${marker}-1`], "東京");
    expect(await applyPart(job, target, first)).toBe(true);
    const names = (await listAddresses(all)).rows.filter(({ name }) => name === "改名");
    expect(names.map(({ email }) => email).sort()).toEqual([emailOf("fresh"), emailOf("own-0")]);
    const [counted] = await transaction(all, (tx) =>
      tx.select().from(imports).where(eq(imports.id, target.importId)),
    );
    expect(counted).toMatchObject({ inserted: 1, updated: 1, rejected: 1 });
    const insertion = { ...target, mode: "insert" as const, tagIds: [], rowsDone: 3 };
    await expect(applyPart(job, insertion, await partOf(["untagged"], ""))).rejects.toThrow(
      /limited to/,
    );
    await transaction(all, (tx) =>
      tx.delete(addressTags).where(eq(addressTags.addressId, own[2] ?? "")),
    );
    expect(await countAddresses(limited)).toBe(3);
  });
});
