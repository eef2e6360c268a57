import { and, asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { copyTransaction } from "@/db/copy";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { importChunks } from "@/db/schema/imports";
import { createTestTenant, type TestTenant } from "@/db/testing";
import {
  type ImportSettings,
  importText as importTextOf,
  runQueued,
  startText,
} from "@/db/testing-imports";
import { readTransaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { listAddresses } from "@/lib/addresses/queries";
import { createAttribute, deleteAttribute } from "@/lib/attributes/mutations";
import { cancelImport } from "@/lib/imports/mutations";
import { getImport, listImportErrors, streamImportErrorCsv } from "@/lib/imports/queries";
import { createTag } from "@/lib/tags/mutations";
import type { runImport } from "./mutations";

const queueImport = ({ ctx }: TestTenant, text: string, settings: ImportSettings) =>
  startText(ctx, text, settings);
const run = (
  { ctx }: TestTenant,
  importId: string,
  options: Parameters<typeof runImport>[2] = {},
) => runQueued(ctx, importId, options);
const importText = ({ ctx }: TestTenant, text: string, settings: ImportSettings) =>
  importTextOf(ctx, text, settings);

async function bookOf({ ctx }: TestTenant) {
  return readTransaction(ctx, async (tx) => {
    const rows = await tx
      .select({
        id: addresses.id,
        email: addresses.email,
        name: addresses.name,
        attributes: addresses.attributes,
      })
      .from(addresses)
      .where(eq(addresses.tenantId, ctx.tenantId))
      .orderBy(asc(addresses.email));
    const tagged = await tx
      .select({ addressId: addressTags.addressId, name: tags.name })
      .from(addressTags)
      .innerJoin(tags, and(eq(tags.tenantId, addressTags.tenantId), eq(tags.id, addressTags.tagId)))
      .where(eq(addressTags.tenantId, ctx.tenantId))
      .orderBy(asc(tags.name));
    return rows.map(({ id, ...row }) => ({
      ...row,
      tags: tagged.filter(({ addressId }) => addressId === id).map(({ name }) => name),
    }));
  });
}

/** How many inserts of the application wait for another transaction; asked anew, as one transaction sees one moment. */
async function countWaiting({ ctx }: TestTenant): Promise<number> {
  const rows = await copyTransaction(
    ctx,
    (sql) => sql`select from pg_stat_activity
    where wait_event_type = 'Lock' and query ~ 'insert into addresses' and datname = current_database()`,
  );
  return rows.length;
}

const counts = ({
  inserted,
  updated,
  unchanged,
  rejected,
  rowsDone,
}: Record<string, unknown> & object) => ({
  inserted,
  updated,
  unchanged,
  rejected,
  rowsDone,
});

describe("runImport", () => {
  it("W7: adds addresses with the tags of the file and those for every row, creating tags by name", async () => {
    const tenant = await createTestTenant();
    const extra = await createTag(tenant.ctx, { name: "展示会", color: "blue" });
    const text = 'email,氏名,タグ\nA@Example.jp,髙橋,会員;東京\nb@example.jp,山田,"会員、大阪"\n';
    const done = await importText(tenant, text, {
      columns: ["email", "name", "tags"],
      tagIds: [extra.id],
    });
    expect(done.state).toBe("finished");
    expect(counts(done)).toEqual({
      inserted: 2,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      rowsDone: 2,
    });
    expect(await bookOf(tenant)).toEqual(
      [
        {
          email: "a@example.jp",
          name: "髙橋",
          attributes: {},
          tags: ["会員", "展示会", "東京"].sort(),
        },
        {
          email: "b@example.jp",
          name: "山田",
          attributes: {},
          tags: ["会員", "大阪", "展示会"].sort(),
        },
      ].map((row) => ({ ...row, tags: expect.arrayContaining(row.tags) })),
    );
  });

  it("W8: fills typed attributes, existing ones and ones made of a header, and refuses values of another type", async () => {
    const tenant = await createTestTenant();
    await createAttribute(tenant.ctx, {
      subject: "address",
      key: "年齢",
      type: "number",
      choices: [],
    });
    const text = "email,年齢,会員番号\na@example.jp,３０,=1+2\nb@example.jp,若い,2\n";
    const done = await importText(tenant, text, { columns: ["email", "attribute:年齢", "new"] });
    expect(counts(done)).toEqual({
      inserted: 1,
      updated: 0,
      unchanged: 0,
      rejected: 1,
      rowsDone: 2,
    });
    expect((await bookOf(tenant))[0]?.attributes).toEqual({ 年齢: 30, 会員番号: "=1+2" });
    expect(await listImportErrors(tenant.ctx, done.id)).toEqual([
      { line: 3, reason: "attribute_notNumber:年齢", cells: ["b@example.jp", "若い", "2"] },
    ]);
  });

  it("writes only rows that change and leaves stored values where a cell is empty", async () => {
    const tenant = await createTestTenant();
    const columns = ["email", "name", "tags"];
    await importText(
      tenant,
      "email,name,tag\na@example.jp,A,x\nb@example.jp,B,\nc@example.jp,C,\n",
      { columns },
    );
    const done = await importText(
      tenant,
      "email,name,tag\na@example.jp,,x\nb@example.jp,B2,\nc@example.jp,C,y\nd@example.jp,,\n",
      {
        columns,
      },
    );
    expect(counts(done)).toEqual({
      inserted: 1,
      updated: 2,
      unchanged: 1,
      rejected: 0,
      rowsDone: 4,
    });
    expect((await bookOf(tenant)).map(({ name }) => name)).toEqual(["A", "B2", "C", ""]);
  });

  it("adds only, or updates only, when told so", async () => {
    const tenant = await createTestTenant();
    const columns = ["email", "name"];
    await importText(tenant, "email,name\na@example.jp,A\n", { columns });
    const text = "email,name\na@example.jp,Z\nb@example.jp,B\n";
    const added = await importText(tenant, text, { columns, mode: "insert" });
    expect(counts(added)).toEqual({
      inserted: 1,
      updated: 0,
      unchanged: 1,
      rejected: 0,
      rowsDone: 2,
    });
    const updated = await importText(tenant, "email,name\na@example.jp,Z\nc@example.jp,C\n", {
      columns,
      mode: "update",
    });
    expect(counts(updated)).toEqual({
      inserted: 0,
      updated: 1,
      unchanged: 0,
      rejected: 1,
      rowsDone: 2,
    });
    expect((await bookOf(tenant)).map(({ email, name }) => `${email} ${name}`)).toEqual([
      "a@example.jp Z",
      "b@example.jp B",
    ]);
    const [refused] = await listImportErrors(tenant.ctx, updated.id);
    expect(refused).toEqual({ line: 3, reason: "not_registered", cells: ["c@example.jp", "C"] });
  });

  it("refuses bad rows one by one and takes the rest", async () => {
    const tenant = await createTestTenant();
    const rows = [
      "ok@example.jp,よい",
      ",名前だけ",
      "no-mail,x",
      "da..me.@docomo.ne.jp,旧携帯",
      `long@example.jp,${"あ".repeat(2_000_000)}`,
      "wide@example.jp,a,b",
      "twice@example.jp,first",
      "TWICE@example.jp,last",
      '"open@example.jp,never closed',
    ];
    const done = await importText(tenant, `email,name\n${rows.join("\n")}`, {
      columns: ["email", "name"],
    });
    expect(counts(done)).toEqual({
      inserted: 3,
      updated: 0,
      unchanged: 0,
      rejected: 6,
      rowsDone: 9,
    });
    const errors = await listImportErrors(tenant.ctx, done.id);
    expect(errors.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      "3 email_missing",
      "4 email_invalid",
      "6 cell_too_long",
      "7 too_many_cells",
      "8 duplicate",
      "10 unclosed_quote",
    ]);
    expect((await bookOf(tenant)).map(({ name }) => name)).toEqual(["旧携帯", "よい", "last"]);
  });

  it("meets a repeated address also where a row was unreadable when the file was checked", async () => {
    const tenant = await createTestTenant();
    const attribute = await createAttribute(tenant.ctx, {
      subject: "address",
      key: "点",
      type: "number",
      choices: [],
    });
    const id = await queueImport(tenant, "email,point\na@example.jp,5\na@example.jp,five\n", {
      columns: ["email", "attribute:点"],
    });
    await deleteAttribute(tenant.ctx, attribute);
    await run(tenant, id);
    const { state, inserted, rejected } = await getImport(tenant.ctx, id);
    expect([state, inserted, rejected]).toEqual(["finished", 1, 1]);
    expect((await bookOf(tenant)).map(({ attributes }) => attributes)).toEqual([{ 点: "five" }]);
  });

  it("lists new addresses in the order of the file", async () => {
    const tenant = await createTestTenant();
    const emails = Array.from({ length: 30 }, (_, at) => `p${(at * 7) % 30}@example.jp`);
    await importText(tenant, `email\n${emails.join("\n")}`, { columns: ["email"] });
    const { rows } = await listAddresses(tenant.ctx);
    expect(rows.map(({ email }) => email)).toEqual(emails.toReversed());
  });

  it("goes on where a killed worker stopped and ends with the same rows and counts", async () => {
    const lines = Array.from(
      { length: 95 },
      (_, at) => `p${at % 80}@example.jp,名前${at},t${at % 7}`,
    );
    const text = `email,name,tag\n${lines.join("\n")}\nbroken,x,\n`;
    const columns = ["email", "name", "tags"];
    const calm = await createTestTenant();
    const calmId = await queueImport(calm, text, { columns });
    await run(calm, calmId, { partRows: 10 });
    const killed = await createTestTenant();
    const killedId = await queueImport(killed, text, { columns });
    for (const stop of [10, 40, 70]) {
      const onPart = (rowsDone: number) => {
        if (rowsDone === stop) throw new Error("killed");
      };
      await expect(run(killed, killedId, { partRows: 10, onPart })).rejects.toThrow("killed");
    }
    await run(killed, killedId, { partRows: 10 });
    expect(await bookOf(killed)).toEqual(await bookOf(calm));
    const [one, other] = [await getImport(calm.ctx, calmId), await getImport(killed.ctx, killedId)];
    expect(counts(other)).toEqual(counts(one));
    expect(counts(other)).toEqual({
      inserted: 80,
      updated: 0,
      unchanged: 0,
      rejected: 16,
      rowsDone: 96,
    });
    expect(await listImportErrors(killed.ctx, killedId)).toEqual(
      await listImportErrors(calm.ctx, calmId),
    );
  });

  it("runs twice at once without applying anything twice, and not again after its end", async () => {
    const tenant = await createTestTenant();
    const lines = Array.from({ length: 60 }, (_, at) => `p${at}@example.jp`);
    const id = await queueImport(tenant, `email\n${lines.join("\n")}`, { columns: ["email"] });
    await Promise.all([run(tenant, id, { partRows: 5 }), run(tenant, id, { partRows: 5 })]);
    await run(tenant, id);
    const done = await getImport(tenant.ctx, id);
    expect(done.state).toBe("finished");
    expect(counts(done)).toEqual({
      inserted: 60,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      rowsDone: 60,
    });
  });

  it("stops after the part it is at when it is cancelled", async () => {
    const tenant = await createTestTenant();
    const lines = Array.from({ length: 50 }, (_, at) => `p${at}@example.jp`);
    const id = await queueImport(tenant, `email\n${lines.join("\n")}`, { columns: ["email"] });
    const onPart = (rowsDone: number) =>
      rowsDone === 20 ? cancelImport(tenant.ctx, { importId: id }) : undefined;
    await run(tenant, id, { partRows: 10, onPart });
    const done = await getImport(tenant.ctx, id);
    expect(done.state).toBe("cancelled");
    expect(done.rowsDone).toBe(20);
    expect(await bookOf(tenant)).toHaveLength(20);
    await expect(cancelImport(tenant.ctx, { importId: id })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("is not held up for good by somebody who adds addresses of two parts in one transaction", async () => {
    const tenant = await createTestTenant();
    const lines = Array.from(
      { length: 20 },
      (_, at) => `p${String(at).padStart(2, "0")}@example.jp`,
    );
    const id = await queueImport(tenant, `email\n${lines.join("\n")}`, { columns: ["email"] });
    const running = await copyTransaction(tenant.ctx, async (sql) => {
      const add = (email = "") =>
        sql`insert into addresses (tenant_id, email) values (${tenant.ctx.tenantId}, ${email})`;
      await add(lines[5]);
      const run = runQueued(tenant.ctx, id, { partRows: 10, patience: 100 });
      run.catch(() => {});
      await expect.poll(() => countWaiting(tenant), { timeout: 20_000 }).toBeGreaterThan(0);
      await add(lines[15]).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
      });
      return { run };
    });
    await running.run;
    const { state, inserted, unchanged } = await getImport(tenant.ctx, id);
    expect([state, inserted + unchanged]).toEqual(["finished", 20]);
    expect(await bookOf(tenant)).toHaveLength(20);
  });

  it("gives up at the last attempt, keeps what was applied, and removes the file", async () => {
    const tenant = await createTestTenant();
    const id = await queueImport(tenant, "email\na@example.jp\nb@example.jp\n", {
      columns: ["email"],
    });
    const onPart = () => {
      throw new Error("disk full");
    };
    await expect(run(tenant, id, { partRows: 1, onPart, attempt: 8 })).rejects.toThrow("disk full");
    const failed = await getImport(tenant.ctx, id);
    expect([failed.state, failed.failure, failed.rowsDone]).toEqual(["failed", "unexpected", 1]);
    const chunks = await readTransaction(tenant.ctx, (tx) =>
      tx.$count(importChunks, eq(importChunks.tenantId, tenant.ctx.tenantId)),
    );
    expect(chunks).toBe(0);
  });

  it("W7: takes 20,000 rows in one go", async () => {
    const tenant = await createTestTenant();
    const lines = Array.from(
      { length: 20_000 },
      (_, at) => `user${at}@example.co.jp,利用者${at},会員;t${at % 20}`,
    );
    const done = await importText(tenant, `email,name,tag\n${lines.join("\r\n")}\r\n`, {
      columns: ["email", "name", "tags"],
    });
    expect(counts(done)).toEqual({
      inserted: 20_000,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      rowsDone: 20_000,
    });
    expect(done.bytesDone).toBe(done.fileBytes);
  });

  it("gives the refused rows back as CSV that no spreadsheet runs", async () => {
    const tenant = await createTestTenant();
    const done = await importText(tenant, 'email,name\nbad,"=cmd|calc"\n', {
      columns: ["email", "name"],
    });
    let text = "";
    const words = { line: "行", reason: "理由", sayReason: (reason: string) => reason };
    for await (const lines of streamImportErrorCsv(tenant.ctx, done, words)) text += lines;
    expect(text).toBe("行,理由,email,name\r\n2,email_invalid,bad,'=cmd|calc\r\n");
  });

  it("leaves an audit entry for the upload, the start and the end", async () => {
    const tenant = await createTestTenant();
    const done = await importText(tenant, "email\na@example.jp\n", { columns: ["email"] });
    const entries = await readTransaction(tenant.ctx, (tx) =>
      tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(
          and(eq(auditEntries.tenantId, tenant.ctx.tenantId), eq(auditEntries.targetId, done.id)),
        )
        .orderBy(asc(auditEntries.at)),
    );
    expect(entries.map(({ action }) => action)).toEqual([
      "import.uploaded",
      "import.check_started",
      "import.checked",
      "import.started",
      "import.finished",
    ]);
  });

  it("is hidden from other tenants and closed to users without the permission", async () => {
    const [owner, other] = [await createTestTenant(), await createTestTenant()];
    const id = await queueImport(owner, "email\na@example.jp\n", { columns: ["email"] });
    await expect(getImport(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(cancelImport(other.ctx, { importId: id })).rejects.toMatchObject({
      code: "not_found",
    });
    await run(other, id);
    expect((await getImport(owner.ctx, id)).state).toBe("queued");
    const viewer = await owner.contextFor("viewer");
    await expect(getImport(viewer, id)).rejects.toMatchObject({ code: "not_permitted" });
  });
});
