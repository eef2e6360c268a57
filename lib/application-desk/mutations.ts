import { and, eq, isNotNull, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { applications } from "@/db/schema/applications";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import type { RefundNoteInput, RetryBuildInput } from "./schema";

/** Has the environment of a paid application built at once instead of at its next turn. */
export async function retryBuild(
  operator: OperatorContext,
  { id }: RetryBuildInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const [row] = await tx.execute<{ isQueued: boolean }>(
      sql`select retry_application(${id}) as "isQueued"`,
    );
    if (!row?.isQueued) throw new AppError("conflict", "operatorRecords.applications.notBuildable");
    await recordOperatorAudit(tx, operator, {
      action: "application.retried",
      targetType: "application",
      targetId: id,
    });
  });
}

/** Notes what was paid back, or is to be, for an application that was paid. */
export async function noteRefund(
  operator: OperatorContext,
  { id, note }: RefundNoteInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const isThisOne = and(eq(applications.id, id), isNotNull(applications.paidAt));
    const [before] = await tx
      .select({ note: applications.refundNote })
      .from(applications)
      .where(isThisOne);
    if (!before) throw notFound();
    await tx
      .update(applications)
      .set({ refundNote: note, refundNotedAt: sql`now()` })
      .where(isThisOne);
    await recordOperatorAudit(tx, operator, {
      action: "application.refund_noted",
      targetType: "application",
      targetId: id,
      details: { before: before.note, after: note },
    });
  });
}
