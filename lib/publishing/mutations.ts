import { eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { notices, noticeUpdates } from "@/db/schema/notices";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { earliestEffect, hasLeadTime, needsEffectiveTime } from "@/lib/notices/rules";
import type {
  NoticeDraftInput,
  NoticeUpdateInput,
  OperatorNoticeInput,
  PublishNoticeInput,
  UpdateNoticeInput,
} from "@/lib/notices/schema";
import type { OperatorNotice } from "./queries";

const valuesOf = ({
  newRegion,
  incidentId,
  audience,
  planIds,
  tenantIds,
  ...rest
}: NoticeDraftInput) => ({
  ...rest,
  audience,
  planIds: audience === "plans" ? planIds : [],
  tenantIds: audience === "tenants" ? tenantIds : [],
  newRegion: newRegion || null,
  incidentId: incidentId || null,
});

/** Keeps a draft that no customer sees; returns its id. */
export async function createNotice(
  operator: OperatorContext,
  input: NoticeDraftInput,
): Promise<{ id: string }> {
  return controlDb().transaction(async (tx) => {
    const [row] = await tx
      .insert(notices)
      .values({ ...valuesOf(input), createdBy: operator.operator.id })
      .returning({ id: notices.id });
    if (!row) throw new Error("notice was not stored");
    await audit(tx, operator, "notice.drafted", row.id, { after: factsOf(input) });
    return row;
  });
}

const factsOf = (
  notice: Pick<OperatorNotice, "kind" | "titleJa" | "effectiveAt" | "audience">,
) => ({
  kind: notice.kind,
  title: notice.titleJa,
  effectiveAt: notice.effectiveAt,
  audience: notice.audience,
});

function audit(
  tx: Transaction,
  operator: OperatorContext,
  action: string,
  id: string,
  details: Record<string, unknown>,
) {
  return recordOperatorAudit(tx, operator, { action, targetType: "notice", targetId: id, details });
}

/** Changes a draft; what customers were told is never changed, only followed by updates. */
export async function updateNotice(
  operator: OperatorContext,
  { id, ...input }: UpdateNoticeInput,
): Promise<{ id: string }> {
  return controlDb().transaction(async (tx) => {
    const before = await lockUnpublished(tx, id);
    await tx
      .update(notices)
      .set({ ...valuesOf(input), state: "draft", scheduledAt: null, updatedAt: sql`now()` })
      .where(eq(notices.id, id));
    await audit(tx, operator, "notice.updated", id, {
      before: factsOf(before),
      after: factsOf(input),
    });
    return { id };
  });
}

async function lockUnpublished(tx: Transaction, id: string): Promise<OperatorNotice> {
  const [notice] = await tx.select().from(notices).where(eq(notices.id, id)).for("update");
  if (!notice) throw notFound();
  if (notice.state === "published")
    throw new AppError("conflict", "operator-notices.errors.published");
  return notice;
}

export async function deleteNotice(
  operator: OperatorContext,
  { id }: OperatorNoticeInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const before = await lockUnpublished(tx, id);
    await tx.delete(notices).where(eq(notices.id, id));
    await audit(tx, operator, "notice.deleted", id, { before: factsOf(before) });
  });
}

/** Publishes a draft now or plans it. Refuses what would take effect before its lead time is over, unless a reason is given. */
export async function publishNotice(
  operator: OperatorContext,
  { id, scheduledAt, overrideReason }: PublishNoticeInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const notice = await lockUnpublished(tx, id);
    const now = new Date();
    if (scheduledAt && scheduledAt <= now) throw fieldError("scheduledAt", "mustBeFuture");
    const publishedAt = scheduledAt ?? now;
    refuseShortLead({ ...notice, overrideReason: overrideReason || null }, publishedAt);
    await tx
      .update(notices)
      .set({
        overrideReason: overrideReason || null,
        updatedAt: sql`now()`,
        ...(scheduledAt
          ? { state: "scheduled", scheduledAt }
          : { state: "published", publishedAt: sql`now()`, scheduledAt: null }),
      })
      .where(eq(notices.id, id));
    await audit(tx, operator, scheduledAt ? "notice.scheduled" : "notice.published", id, {
      before: { ...factsOf(notice), state: notice.state, scheduledAt: notice.scheduledAt },
      after: { ...factsOf(notice), state: scheduledAt ? "scheduled" : "published", scheduledAt },
      ...(overrideReason ? { overrideReason } : {}),
    });
  });
}

function refuseShortLead(notice: OperatorNotice, publishedAt: Date): void {
  if (needsEffectiveTime(notice.kind) && !notice.effectiveAt)
    throw new AppError("conflict", "operator-notices.errors.effectiveAtMissing");
  if (hasLeadTime(notice, publishedAt)) return;
  const earliest = earliestEffect(notice.kind, publishedAt);
  throw new AppError("conflict", "operator-notices.errors.leadTime", {
    params: { earliest: jst(earliest) },
  });
}

const jst = (date: Date) =>
  new Date(date.getTime() + 9 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");

/** Takes a planned notice back to a draft. */
export async function unscheduleNotice(
  operator: OperatorContext,
  { id }: OperatorNoticeInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const { scheduledAt } = await lockUnpublished(tx, id);
    await tx
      .update(notices)
      .set({ state: "draft", scheduledAt: null, updatedAt: sql`now()` })
      .where(eq(notices.id, id));
    await audit(tx, operator, "notice.unscheduled", id, {
      before: { state: "scheduled", scheduledAt },
      after: { state: "draft", scheduledAt: null },
    });
  });
}

/** Follows a published notice with news, which go to the same people by the same channels. */
export async function addNoticeUpdate(
  operator: OperatorContext,
  { noticeId, status, ...texts }: NoticeUpdateInput,
): Promise<{ id: string }> {
  return controlDb().transaction(async (tx) => {
    const [notice] = await tx.select().from(notices).where(eq(notices.id, noticeId)).for("update");
    if (notice?.state !== "published") throw notFound();
    const [row] = await tx
      .insert(noticeUpdates)
      .values({ noticeId, ...texts, status: status || null, createdBy: operator.operator.id })
      .returning({ id: noticeUpdates.id });
    if (!row) throw new Error("update was not stored");
    if (status) await tx.update(notices).set({ status }).where(eq(notices.id, noticeId));
    await audit(tx, operator, "notice.followed", noticeId, {
      before: { status: notice.status },
      after: { status: status || notice.status },
    });
    return row;
  });
}
