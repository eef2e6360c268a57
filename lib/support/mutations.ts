import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import {
  supportContacts,
  supportEntries,
  supportFiles,
  supportRequests,
} from "@/db/schema/support";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { tellSupport } from "@/lib/support-telling/mutations";
import { findSupportContact } from "./queries";
import { isOpenToReplies } from "./rules";
import type {
  AskSupportInput,
  ReplySupportInput,
  SupportContactInput,
  SupportIdInput,
} from "./schema";

const writesPerTenant = { most: 60, windowSeconds: 3600 };

/** Registers whom the provider talks to in Chatwork. */
export async function registerSupportContact(
  ctx: TenantContext,
  input: SupportContactInput,
): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx, inner) => {
    const before = await findSupportContact(inner);
    const values = { ...input, updatedAt: new Date() };
    await tx
      .insert(supportContacts)
      .values({ tenantId: ctx.tenantId, ...values })
      .onConflictDoUpdate({ target: supportContacts.tenantId, set: values });
    await recordAudit(tx, ctx, {
      action: "supportContact.registered",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: {
        before: before && {
          chatworkId: before.chatworkId,
          chatworkName: before.chatworkName,
          person: before.person,
        },
        after: input,
      },
    });
  });
}

/** Opens a request and has the provider told of it, all or nothing. */
export async function askSupport(
  ctx: TenantContext,
  { category, subject, body, fileIds }: AskSupportInput,
): Promise<{ id: string }> {
  authorize(ctx, "support:use");
  await throttle("support", ctx.tenantId, writesPerTenant);
  return transaction(ctx, async (tx, inner) => {
    const [request] = await tx
      .insert(supportRequests)
      .values({
        tenantId: ctx.tenantId,
        category,
        subject,
        askedBy: ctx.actor.id,
        askedByName: ctx.actor.name,
        locale: ctx.request.locale === "en" ? "en" : "ja",
      })
      .returning();
    if (!request) throw new Error("support request was not stored");
    const entryId = await write(tx, ctx, request.id, "message", body);
    const files = await attach(tx, ctx, entryId, fileIds);
    await tellSupport(tx, inner, { request, entryId, body, files, event: "asked" });
    await recordAudit(tx, ctx, {
      action: "support.asked",
      targetType: "supportRequest",
      targetId: request.id,
      details: { after: { category, subject, files } },
    });
    return { id: request.id };
  });
}

/** Adds to an open request's thread; it waits for the provider again. Throws `conflict` when it is closed. */
export async function replySupport(
  ctx: TenantContext,
  { id, body, fileIds }: ReplySupportInput,
): Promise<void> {
  authorize(ctx, "support:use");
  await throttle("support", ctx.tenantId, writesPerTenant);
  await transaction(ctx, async (tx, inner) => {
    const request = await lock(tx, ctx, id);
    if (!isOpenToReplies(request.state)) throw new AppError("conflict", "support.errors.closed");
    const entryId = await write(tx, ctx, id, "message", body);
    const files = await attach(tx, ctx, entryId, fileIds);
    await setState(tx, ctx, id, "open");
    await tellSupport(tx, inner, { request, entryId, body, files, event: "replied" });
    await recordAudit(tx, ctx, {
      action: "support.replied",
      targetType: "supportRequest",
      targetId: id,
      details: { before: { state: request.state }, after: { state: "open", files } },
    });
  });
}

/** Ends a request; one that is closed stays as it is. */
export async function closeSupport(ctx: TenantContext, { id }: SupportIdInput): Promise<void> {
  authorize(ctx, "support:use");
  await transaction(ctx, async (tx) => {
    const request = await lock(tx, ctx, id);
    if (request.state === "closed") return;
    await write(tx, ctx, id, "closed", "");
    await setState(tx, ctx, id, "closed");
    await recordAudit(tx, ctx, {
      action: "support.closed",
      targetType: "supportRequest",
      targetId: id,
      details: { before: { state: request.state }, after: { state: "closed" } },
    });
  });
}

/** Takes a closed request up again and tells the provider; one that is not closed stays as it is. */
export async function reopenSupport(ctx: TenantContext, { id }: SupportIdInput): Promise<void> {
  authorize(ctx, "support:use");
  await throttle("support", ctx.tenantId, writesPerTenant);
  await transaction(ctx, async (tx, inner) => {
    const request = await lock(tx, ctx, id);
    if (request.state !== "closed") return;
    const entryId = await write(tx, ctx, id, "reopened", "");
    await setState(tx, ctx, id, "open");
    await tellSupport(tx, inner, { request, entryId, body: "", files: [], event: "reopened" });
    await recordAudit(tx, ctx, {
      action: "support.reopened",
      targetType: "supportRequest",
      targetId: id,
      details: { before: { state: "closed" }, after: { state: "open" } },
    });
  });
}

const isRequest = (ctx: TenantContext, id: string) =>
  and(eq(supportRequests.tenantId, ctx.tenantId), eq(supportRequests.id, id));

async function lock(tx: Transaction, ctx: TenantContext, id: string) {
  const [row] = await tx.select().from(supportRequests).where(isRequest(ctx, id)).for("update");
  if (!row) throw notFound();
  return row;
}

async function setState(
  tx: Transaction,
  ctx: TenantContext,
  id: string,
  state: "open" | "closed",
): Promise<void> {
  await tx.update(supportRequests).set({ state, updatedAt: sql`now()` }).where(isRequest(ctx, id));
}

async function write(
  tx: Transaction,
  ctx: TenantContext,
  requestId: string,
  kind: "message" | "closed" | "reopened",
  body: string,
): Promise<string> {
  const [row] = await tx
    .insert(supportEntries)
    .values({
      tenantId: ctx.tenantId,
      requestId,
      kind,
      author: "user",
      authorId: ctx.actor.id,
      authorName: ctx.actor.name,
      body,
    })
    .returning({ id: supportEntries.id });
  if (!row) throw new Error("support entry was not stored");
  return row.id;
}

/** Ties the caller's own uploads to an entry; returns their names. Throws when one is not there or was sent before. */
async function attach(
  tx: Transaction,
  ctx: TenantContext,
  entryId: string,
  fileIds: string[],
): Promise<string[]> {
  if (fileIds.length === 0 || !ctx.actor.id) return [];
  const rows = await tx
    .update(supportFiles)
    .set({ entryId })
    .where(
      and(
        eq(supportFiles.tenantId, ctx.tenantId),
        inArray(supportFiles.id, fileIds),
        eq(supportFiles.uploadedBy, ctx.actor.id),
        isNull(supportFiles.entryId),
      ),
    )
    .returning({ name: supportFiles.name });
  if (rows.length !== new Set(fileIds).size)
    throw fieldError("fileIds", "support.errors.fileMissing");
  return rows.map(({ name }) => name);
}
