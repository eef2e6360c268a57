import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { sendingRamps } from "@/db/schema/abuse";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import type { LiftRampInput } from "./schema";

/** Lets a new customer send without a daily limit. Throws `not_found` when it has none. */
export async function liftRamp(
  operator: OperatorContext,
  { tenantId }: LiftRampInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const lifted = await tx
      .update(sendingRamps)
      .set({ liftedAt: sql`now()`, liftedBy: operator.operator.name })
      .where(and(eq(sendingRamps.tenantId, tenantId), isNull(sendingRamps.liftedAt)))
      .returning({ tenantId: sendingRamps.tenantId });
    if (lifted.length === 0) throw notFound();
    await recordOperatorAudit(tx, operator, {
      action: "ramp.lifted",
      targetType: "tenant",
      targetId: tenantId,
    });
  });
}
