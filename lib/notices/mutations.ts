import { sql } from "drizzle-orm";
import { noticeReads } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import { getNotice } from "./queries";
import type { NoticeIdInput } from "./schema";

/** Remembers that this user has read the notice; reading twice keeps the first time. */
export async function markNoticeRead(
  ctx: TenantContext,
  { noticeId }: NoticeIdInput,
): Promise<void> {
  authorize(ctx, "notices:read");
  const userId = ctx.actor.id;
  if (!userId) return;
  await transaction(ctx, async (tx, inner) => {
    await getNotice(inner, noticeId);
    await tx
      .insert(noticeReads)
      .values({ tenantId: ctx.tenantId, userId, noticeId })
      .onConflictDoNothing();
  });
}

/** Records that this user has taken note of a notice that asks for it; the first time counts. */
export async function acknowledgeNotice(
  ctx: TenantContext,
  { noticeId }: NoticeIdInput,
): Promise<void> {
  authorize(ctx, "notices:read");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  await transaction(ctx, async (tx, inner) => {
    const notice = await getNotice(inner, noticeId);
    if (!notice.mustAcknowledge || notice.acknowledgedAt) return;
    await tx
      .insert(noticeReads)
      .values({ tenantId: ctx.tenantId, userId, noticeId, acknowledgedAt: new Date() })
      .onConflictDoUpdate({
        target: [noticeReads.tenantId, noticeReads.userId, noticeReads.noticeId],
        set: { acknowledgedAt: sql`coalesce(notice_reads.acknowledged_at, now())` },
      });
    await recordAudit(tx, ctx, {
      action: "notice.acknowledged",
      targetType: "notice",
      targetId: noticeId,
      details: { title: notice.titleJa },
    });
  });
}
