import { existsSync, readFileSync } from "node:fs";
import { and, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { startMailApi } from "@/bin/testing/mail-server";
import { controlDb } from "@/db/client";
import { auditEntries } from "@/db/schema/audit-entries";
import { supportFiles, supportRequests } from "@/db/schema/support";
import { createTestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import type { TenantContext } from "@/lib/auth/context";
import { drainOutbox } from "@/lib/outbox-sending/mutations";
import {
  askSupport,
  closeSupport,
  registerSupportContact,
  reopenSupport,
  replySupport,
} from "@/lib/support/mutations";
import { findSupportContact, getSupportRequest, listSupportRequests } from "@/lib/support/queries";
import { uploadSupportFile } from "@/lib/support-files/mutations";
import { readSupportFile } from "@/lib/support-files/queries";
import { supportFilePath } from "@/lib/support-files/rules";
import { answerSupport, closeAnswered, openSupportFile } from "./mutations";
import { getAnySupportRequest, listAllSupportRequests } from "./queries";

const desk = "desk-by-mail@ecai.example";
let mail: Awaited<ReturnType<typeof startMailApi>>;

// The settings are read once for each process: no Chatwork here.
vi.hoisted(() => {
  process.env.CHATWORK_API_TOKEN = "";
  process.env.CHATWORK_SUPPORT_ROOM = "";
  process.env.SUPPORT_MAIL = "desk-by-mail@ecai.example";
});
beforeAll(async () => {
  mail = await startMailApi();
  process.env.RESEND_BASE_URL = mail.base;
});
afterAll(() => mail.close());

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
const upload = (ctx: TenantContext, name: string, bytes: Uint8Array) =>
  uploadSupportFile(ctx, { name, bytes: once(bytes) });
const question = (subject = "使い方の質問", fileIds: string[] = []) =>
  ({ category: "howTo", subject, body: "どこから始めますか。", fileIds }) as const;
const actionsOf = async (ctx: TenantContext, id: string) =>
  readTransaction(ctx, (tx) =>
    tx
      .select({ action: auditEntries.action, actor: auditEntries.actorName })
      .from(auditEntries)
      .where(and(eq(auditEntries.tenantId, ctx.tenantId), eq(auditEntries.targetId, id)))
      .orderBy(auditEntries.seq),
  );

describe("support", () => {
  it("W33: without Chatwork a request reaches the support address by mail exactly once", async () => {
    const { ctx } = await createTestTenant({ name: "緑山工業" });
    const { id } = await askSupport(ctx, question());
    await Promise.all([drainOutbox(), drainOutbox()]);
    await drainOutbox();
    const received = mail.to(desk).filter(({ html }) => html.includes(id));
    expect(received).toHaveLength(1);
    expect(received[0]?.html).toContain("緑山工業 (EC-");
    expect(received[0]?.html).toContain("どこから始めますか。");
    expect(received[0]?.html).toContain("未登録");
  });

  it("W33: registers the customer's Chatwork account, which its users then see", async () => {
    const { ctx, contextFor } = await createTestTenant();
    expect(await findSupportContact(ctx)).toBeNull();
    const account = { chatworkId: "midori-1", chatworkName: "緑山", person: "山田" };
    await registerSupportContact(ctx, account);
    await registerSupportContact(ctx, { ...account, person: "田中" });
    const viewer = await contextFor("viewer");
    expect(await findSupportContact(viewer)).toMatchObject({ ...account, person: "田中" });
    await expect(registerSupportContact(viewer, account)).rejects.toMatchObject({
      code: "not_permitted",
    });
    const log = await actionsOf(ctx, ctx.tenantId);
    expect(log.map(({ action }) => action)).toEqual([
      "supportContact.registered",
      "supportContact.registered",
    ]);
  });

  it("W33: the provider answers and closes, the asker is told and sees it, both logs say so", async () => {
    const { contextFor, ctx } = await createTestTenant({ name: "答商会" });
    const asker = await contextFor("viewer");
    const { id } = await askSupport(asker, question("回答の確認"));
    const wanted = { tenantId: ctx.tenantId, id };
    await asOperator(async (operator) => {
      const { rows } = await listAllSupportRequests(operator, { state: "open" });
      expect(rows).toContainEqual(expect.objectContaining({ id, tenantName: "答商会" }));
      await answerSupport(operator, { ...wanted, body: "メニューの「配信」からです。" });
      expect(await getAnySupportRequest(operator, wanted)).toMatchObject({ state: "answered" });
    });
    await drainOutbox();
    const [told, ...more] = mail.to(asker.actor.email ?? "");
    expect(more).toEqual([]);
    expect(told?.subject).toContain("回答の確認");
    expect(told?.html).toContain(`/support/${id}`);
    expect(told?.html).not.toContain("メニューの「配信」からです。");
    const answered = await getSupportRequest(asker, id);
    expect(answered.state).toBe("answered");
    expect(answered.entries.map(({ author, body }) => [author, body])).toEqual([
      ["user", "どこから始めますか。"],
      ["operator", "メニューの「配信」からです。"],
    ]);

    await replySupport(asker, { id, body: "ありがとうございます。", fileIds: [] });
    expect((await getSupportRequest(asker, id)).state).toBe("open");
    await asOperator(async (operator) => {
      await closeAnswered(operator, wanted);
      await closeAnswered(operator, wanted);
      await expect(answerSupport(operator, { ...wanted, body: "遅い" })).rejects.toMatchObject({
        code: "conflict",
      });
    });
    await expect(replySupport(asker, { id, body: "まだ", fileIds: [] })).rejects.toMatchObject({
      code: "conflict",
    });
    await reopenSupport(asker, { id });
    await closeSupport(asker, { id });
    expect((await getSupportRequest(asker, id)).entries.map(({ kind }) => kind)).toEqual([
      "message",
      "message",
      "message",
      "closed",
      "reopened",
      "closed",
    ]);
    expect(await actionsOf(ctx, id)).toEqual([
      { action: "support.asked", actor: "テスト viewer" },
      { action: "support.answered", actor: "運営 担当" },
      { action: "support.replied", actor: "テスト viewer" },
      { action: "support.closed", actor: "運営 担当" },
      { action: "support.reopened", actor: "テスト viewer" },
      { action: "support.closed", actor: "テスト viewer" },
    ]);
    const staff = await asOperator(async () =>
      controlDb().execute<{ action: string }>(
        sql`select action from operator_audit_entries where target_id = ${id} order by seq`,
      ),
    );
    expect(staff.map(({ action }) => action)).toEqual(["support.answered", "support.closed"]);
  });

  it("W33: another customer's requests and files are not found and its lists are empty", async () => {
    const [own, other] = await Promise.all([createTestTenant(), createTestTenant()]);
    const file = await upload(own.ctx, "a.txt", Buffer.from("本文"));
    const { id } = await askSupport(own.ctx, question("自社", [file.id]));
    const missing = { code: "not_found" };
    await expect(getSupportRequest(other.ctx, id)).rejects.toMatchObject(missing);
    await expect(readSupportFile(other.ctx, file.id)).rejects.toMatchObject(missing);
    await expect(replySupport(other.ctx, { id, body: "x", fileIds: [] })).rejects.toMatchObject(
      missing,
    );
    await expect(closeSupport(other.ctx, { id })).rejects.toMatchObject(missing);
    await expect(reopenSupport(other.ctx, { id })).rejects.toMatchObject(missing);
    await expect(askSupport(other.ctx, question("他社", [file.id]))).rejects.toMatchObject({
      code: "invalid",
    });
    expect((await listSupportRequests(other.ctx, { state: "all" })).rows).toEqual([]);
  });

  it("W33: keeps a file in the customer's folder and refuses false content and more than 5 MB", async () => {
    const { ctx, contextFor } = await createTestTenant();
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]);
    await expect(upload(ctx, "a.png", Buffer.from("<svg/>"))).rejects.toThrow("refusals.kind");
    await expect(upload(ctx, "a.csv", png)).rejects.toThrow("refusals.kind");
    await expect(upload(ctx, "a.txt", Buffer.alloc(5 * 1024 * 1024 + 1, "a"))).rejects.toThrow(
      "refusals.tooLarge",
    );
    const file = await upload(ctx, "../../画面.png", png);
    expect(file.name).toBe("画面.png");
    const path = supportFilePath(ctx.tenantId, file.id);
    expect(path).toContain(`/files/${ctx.tenantId}/support/${file.id}/`);
    expect(readFileSync(path)).toEqual(png);
    const viewer = await contextFor("viewer");
    await expect(readSupportFile(viewer, file.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(askSupport(viewer, question("他人の", [file.id]))).rejects.toMatchObject({
      code: "invalid",
    });
    const { id } = await askSupport(ctx, question("添付", [file.id]));
    expect((await getSupportRequest(viewer, id)).entries[0]?.files).toEqual([file]);
    expect((await readSupportFile(viewer, file.id)).content).toEqual(png);
    const wanted = { tenantId: ctx.tenantId, id: file.id };
    const opened = await asOperator((operator) => openSupportFile(operator, wanted));
    expect(opened).toMatchObject({ name: "画面.png", content: png });
    await expect(askSupport(ctx, question("二度", [file.id]))).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("W33: a file that was never sent goes after a day", async () => {
    const { ctx } = await createTestTenant();
    const file = await upload(ctx, "a.txt", Buffer.from("古い"));
    await transaction(ctx, (tx) =>
      tx
        .update(supportFiles)
        .set({ createdAt: new Date(Date.now() - 25 * 3_600_000) })
        .where(and(eq(supportFiles.tenantId, ctx.tenantId), eq(supportFiles.id, file.id))),
    );
    await upload(ctx, "b.txt", Buffer.from("新しい"));
    expect(existsSync(supportFilePath(ctx.tenantId, file.id))).toBe(false);
    await expect(readSupportFile(ctx, file.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("W33: pages a long list by key, each request once, and by its state", async () => {
    const { ctx } = await createTestTenant();
    await transaction(ctx, (tx) =>
      tx.insert(supportRequests).values(
        Array.from({ length: 120 }, (_, at) => ({
          tenantId: ctx.tenantId,
          category: "other" as const,
          subject: `件名 ${at}`,
          askedByName: "テスト",
          state: at % 2 === 0 ? ("open" as const) : ("closed" as const),
        })),
      ),
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listSupportRequests(ctx, { state: "all", after });
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    const closed = await listSupportRequests(ctx, { state: "closed" });
    expect(closed.rows.every(({ state }) => state === "closed")).toBe(true);
  });

  it("W23: the operator's role neither writes in a customer's name nor changes what was asked", async () => {
    const { ctx } = await createTestTenant();
    const { id } = await askSupport(ctx, question());
    const operator = postgres(process.env.DATABASE_OPERATOR_URL ?? "", {
      max: 1,
      onnotice: () => {},
    });
    try {
      await expect(
        operator`insert into support_entries (tenant_id, id, request_id, kind, author, author_name, body)
          values (${ctx.tenantId}, gen_random_uuid(), ${id}, 'message', 'user', 'x', 'x')`,
      ).rejects.toThrow(/row-level security/);
      await expect(operator`update support_requests set subject = 'x'`).rejects.toThrow(
        /permission denied/,
      );
      await expect(operator`delete from support_entries`).rejects.toThrow(/permission denied/);
      await expect(operator`select asked_by from support_requests`).rejects.toThrow(
        /permission denied/,
      );
    } finally {
      await operator.end();
    }
  });
});
