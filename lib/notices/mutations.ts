import { controlDb } from "@/db/client";
import { notices } from "@/db/schema/control";
import { noticeReads } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { recordOperatorAudit } from "@/lib/audit/record";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import type { NoticeIdInput, PublishNoticeInput } from "./schema";

/** Remembers that this user has read the notice; reading twice keeps the first time. */
export async function markNoticeRead(
  ctx: TenantContext,
  { noticeId }: NoticeIdInput,
): Promise<void> {
  authorize(ctx, "notices:read");
  const userId = ctx.actor.id;
  if (!userId) return;
  await transaction(ctx, (tx) =>
    tx
      .insert(noticeReads)
      .values({ tenantId: ctx.tenantId, userId, noticeId })
      .onConflictDoNothing(),
  );
}

/** Publishes a notice to every customer's dashboard at once; returns its id. */
export async function publishNotice(
  operator: OperatorContext,
  input: PublishNoticeInput,
): Promise<{ id: string }> {
  return controlDb().transaction(async (tx) => {
    const [row] = await tx
      .insert(notices)
      .values({ ...input, createdBy: operator.operator.id })
      .returning({ id: notices.id });
    if (!row) throw new Error("notice was not stored");
    await recordOperatorAudit(tx, operator, {
      action: "notice.published",
      targetType: "notice",
      targetId: row.id,
      details: { kind: input.kind, title: input.titleJa },
    });
    return row;
  });
}
