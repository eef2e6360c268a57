import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, it } from "vitest";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { listAuditChoices, listAuditEntries } from "@/lib/audit/queries";
import { recordAudit } from "@/lib/audit/record";
import type { TenantContext } from "@/lib/auth/context";
import { exportAudit } from "./mutations";
import { type AuditFormat, auditFilterSchema } from "./schema";

const folder = mkdtempSync(path.join(tmpdir(), "ecai-export-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const everything = auditFilterSchema.parse({});
const write = (ctx: TenantContext, action: string, details: Record<string, unknown> = {}) =>
  transaction(ctx, (tx) => recordAudit(tx, ctx, { action, targetId: "T-1", details }));

async function fileOf(ctx: TenantContext, format: AuditFormat, filter = everything) {
  let text = "";
  for await (const part of await exportAudit(ctx, filter, format)) text += part;
  return text;
}

describe("the audit log as a file", () => {
  it("W17: JSON Lines of any length verify with the tool that is handed out, and the export is in them", async () => {
    const { ctx } = await createTestTenant();
    await transaction(ctx, async (tx) => {
      await recordAudit(tx, ctx, { action: "test.first", details: { after: { 名前: "髙﨑" } } });
    });
    for (let index = 0; index < 20; index += 1) await write(ctx, "test.written", { index });
    const file = path.join(folder, "audit.jsonl");
    writeFileSync(file, await fileOf(ctx, "jsonl"));
    const verifier = path.resolve("content/verifier/verify-audit.mjs");
    expect(execFileSync(process.execPath, [verifier, file], { encoding: "utf8" })).toContain(
      "OK 1-22",
    );
  });

  it("W16: CSV has a row for each entry, times with +09:00, and no formula", async () => {
    const { ctx } = await createTestTenant();
    await write({ ...ctx, actor: { ...ctx.actor, name: "=cmd()" } }, "test.written", { a: 1 });
    const rows = parse(await fileOf(ctx, "csv"), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ action }) => action)).toEqual(["test.written", "audit.exported"]);
    expect(rows[0]).toMatchObject({ seq: "1", actorName: "'=cmd()", details: '{"a":1}' });
    expect(rows[0]?.at).toMatch(/\+09:00$/);
  });

  it("a viewer can take nothing out", async () => {
    const { contextFor } = await createTestTenant();
    await expect(exportAudit(await contextFor("viewer"), everything, "csv")).rejects.toMatchObject({
      code: "not_permitted",
    });
  });
});

describe("the audit list", () => {
  it("W17: is filtered by person, action, target, day and text, and paged by key", async () => {
    const { ctx, contextFor } = await createTestTenant();
    const other = await contextFor("manager");
    for (let index = 0; index < 60; index += 1) await write(ctx, "test.written", { index });
    await write(other, "test.special", { note: "100%の_印" });
    const found = async (query: Record<string, string>) =>
      (await listAuditEntries(ctx, auditFilterSchema.parse(query))).entries.length;
    expect(await found({ actor: other.actor.id ?? "" })).toBe(1);
    expect(await found({ action: "test.special" })).toBe(1);
    expect(await found({ target: "T-1" })).toBe(50);
    expect(await found({ target: "T-2" })).toBe(0);
    expect(await found({ q: "100%の_" })).toBe(1);
    expect(await found({ q: "100%の%" })).toBe(0);
    expect(await found({ from: "2001-01-01", to: "2001-01-02" })).toBe(0);
    expect(await found({ from: "2001-01-01", to: "not a day", actor: "x" })).toBe(50);
    const first = await listAuditEntries(ctx);
    const second = await listAuditEntries(ctx, { after: first.after ?? "" });
    expect(second.entries).toHaveLength(11);
    expect(second.after).toBeNull();
    const ids = [...first.entries, ...second.entries].map(({ id }) => id);
    expect(new Set(ids).size).toBe(61);
    expect((await listAuditChoices(ctx)).actions).toEqual(["test.special", "test.written"]);
  });
});
