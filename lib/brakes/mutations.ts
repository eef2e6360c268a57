import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { brakeAppeals, sendingBrakes } from "@/db/schema/abuse";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit, recordOperatorAudit } from "@/lib/audit/record";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { tellOfAppeal } from "@/lib/brake-telling/mutations";
import { AppError, notFound } from "@/lib/errors";
import type {
  AnswerAppealInput,
  AppealBrakeInput,
  EngageBrakeInput,
  ReleaseBrakeInput,
} from "./schema";

const appealsPerTenant = { most: 10, windowSeconds: 86_400 };

/** Stops a customer's sending at once. Throws `conflict` when it is stopped. The customer's own entry and mail follow. */
export async function engageBrake(
  operator: OperatorContext,
  { tenantId, reason }: EngageBrakeInput,
): Promise<void> {
  const id = crypto.randomUUID();
  try {
    await controlDb().transaction(async (tx) => {
      // Named columns: the operator's role may write no others, defaults included.
      await tx.execute(sql`
        insert into ${sendingBrakes} (tenant_id, id, source, reason, engaged_by)
        values (${tenantId}, ${id}, 'operator', ${reason}, ${operator.operator.name})`);
      await recordOperatorAudit(tx, operator, {
        action: "brake.engaged",
        targetType: "tenant",
        targetId: tenantId,
        details: { brake: id, reason },
      });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError("conflict", "operatorAbuse.errors.engaged");
    throw error;
  }
}

/** Lets a customer send again: what waited goes on at once. Appeals that wait are answered by the reason. */
export async function releaseBrake(
  operator: OperatorContext,
  { tenantId, id, reason }: ReleaseBrakeInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const released = await tx
      .update(sendingBrakes)
      .set({
        releasedAt: sql`now()`,
        releasedBy: operator.operator.name,
        releaseReason: reason,
      })
      .where(
        and(
          eq(sendingBrakes.tenantId, tenantId),
          eq(sendingBrakes.id, id),
          isNull(sendingBrakes.releasedAt),
        ),
      )
      .returning({ id: sendingBrakes.id });
    if (released.length === 0) throw notFound();
    await recordOperatorAudit(tx, operator, {
      action: "brake.released",
      targetType: "tenant",
      targetId: tenantId,
      details: { brake: id, before: { isReleased: false }, after: { isReleased: true }, reason },
    });
  });
}

/** Answers an appeal; the brake stays on. Throws `not_found` when it was answered. */
export async function answerAppeal(
  operator: OperatorContext,
  { tenantId, id, answer }: AnswerAppealInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const answered = await tx
      .update(brakeAppeals)
      .set({ answer, answeredBy: operator.operator.name, answeredAt: sql`now()` })
      .where(
        and(
          eq(brakeAppeals.tenantId, tenantId),
          eq(brakeAppeals.id, id),
          isNull(brakeAppeals.answeredAt),
        ),
      )
      .returning({ brakeId: brakeAppeals.brakeId });
    if (answered.length === 0) throw notFound();
    await recordOperatorAudit(tx, operator, {
      action: "brake.appeal_answered",
      targetType: "tenant",
      targetId: tenantId,
      details: { appeal: id, answer },
    });
  });
}

/** What a master account says against the brake; the operators are called. Throws `conflict` when it is off. */
export async function appealBrake(
  ctx: TenantContext,
  { id, body }: AppealBrakeInput,
): Promise<void> {
  authorize(ctx, "contract:end");
  await throttle("brake-appeal", ctx.tenantId, appealsPerTenant);
  await transaction(ctx, async (tx) => {
    await demandInForce(tx, ctx, id);
    const [appeal] = await tx
      .insert(brakeAppeals)
      .values({
        tenantId: ctx.tenantId,
        brakeId: id,
        body,
        appealedBy: ctx.actor.id,
        appealedByName: ctx.actor.name,
      })
      .returning({ id: brakeAppeals.id });
    if (!appeal) throw new Error("appeal was not stored");
    await tellOfAppeal(tx, ctx, { brakeId: id, appealId: appeal.id, body });
    await recordAudit(tx, ctx, {
      action: "brake.appealed",
      targetType: "brake",
      targetId: id,
      details: { appeal: appeal.id },
    });
  });
}

async function demandInForce(tx: Transaction, ctx: TenantContext, id: string): Promise<void> {
  const [brake] = await tx
    .select({ releasedAt: sendingBrakes.releasedAt })
    .from(sendingBrakes)
    .where(and(eq(sendingBrakes.tenantId, ctx.tenantId), eq(sendingBrakes.id, id)));
  if (!brake) throw notFound();
  if (brake.releasedAt) throw new AppError("conflict", "brakes.errors.released");
}
