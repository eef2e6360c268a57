import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { controlDb } from "@/db/client";
import { sendingRamps } from "@/db/schema/abuse";
import { tenantUsage } from "@/db/schema/limits";
import { readTransaction } from "@/db/transaction";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { findSetting } from "@/lib/service-settings/queries";
import { type DailyCap, dailyCap, defaultRampUp } from "./rules";
import { type RampUp, rampUpSchema } from "./schema";

/** The ramp-up in force: the operator's figures where there are any. */
export async function readRampUp(): Promise<RampUp> {
  return (await findSetting("ramp_up")) ?? defaultRampUp;
}

/** What the running transaction's customer may send today; null is without a daily limit. One statement. */
export async function readDailyCap(tx: Transaction, tenantId: string): Promise<DailyCap | null> {
  const [row] = await tx
    .select({
      startedAt: sendingRamps.startedAt,
      liftedAt: sendingRamps.liftedAt,
      setting: sql<unknown>`(select value from service_settings where key = 'ramp_up')`,
    })
    .from(sendingRamps)
    .where(eq(sendingRamps.tenantId, tenantId));
  if (!row || row.liftedAt) return null;
  const ramp = rampUpSchema.safeParse(row.setting);
  return dailyCap(row.startedAt, new Date(), ramp.success ? ramp.data : defaultRampUp);
}

/** The caller's own daily limit and how much of it is used; null without one. */
export async function findRamp(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, async (tx) => {
    const cap = await readDailyCap(tx, ctx.tenantId);
    if (!cap) return null;
    const [usage] = await tx
      .select({
        used: sql`case when ${tenantUsage.dayStart} = date_trunc('day', now(), 'Asia/Tokyo')
          then ${tenantUsage.dayMails} else 0 end`.mapWith(Number),
      })
      .from(tenantUsage)
      .where(eq(tenantUsage.tenantId, ctx.tenantId));
    return { ...cap, used: usage?.used ?? 0 };
  });
}

export type Ramp = NonNullable<Awaited<ReturnType<typeof findRamp>>>;

/** One customer's daily limit as its operator may see it; null without one. */
export async function findTenantRamp(
  _operator: OperatorContext,
  tenantId: string,
): Promise<DailyCap | null> {
  const [row] = await controlDb()
    .select({ startedAt: sendingRamps.startedAt, liftedAt: sendingRamps.liftedAt })
    .from(sendingRamps)
    .where(eq(sendingRamps.tenantId, tenantId));
  if (!row || row.liftedAt) return null;
  return dailyCap(row.startedAt, new Date(), await readRampUp());
}
