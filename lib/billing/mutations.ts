import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccounts, planPeriods } from "@/db/schema/billing";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { lockBillingAccount } from "@/lib/arrears/mutations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import { findPlan, type Plan } from "@/lib/plans/rules";
import { readUsed } from "@/lib/quotas/queries";
import { limitsOf } from "@/lib/quotas/rules";
import { findSetting } from "@/lib/service-settings/queries";
import { changeSubscriptionPlan } from "@/lib/subscriptions/mutations";
import { readPeriodEnd } from "@/lib/subscriptions/queries";
import { findOwnLimits } from "./queries";
import { excessOf, isSameMonth, planChange } from "./rules";
import type { ChangePlanInput } from "./schema";

type Contract = Awaited<ReturnType<typeof lockContract>>;

/** A larger plan begins at once and its difference is charged; a smaller one, if what is used fits, with the next period. */
export async function changePlan(
  ctx: TenantContext,
  { planId }: ChangePlanInput,
): Promise<{ startsAt: Date }> {
  authorize(ctx, "billing:write");
  const plan = findPlan(planId);
  if (!plan) throw notFound();
  return transaction(ctx, async (tx) => {
    const contract = await lockContract(tx, ctx.tenantId);
    const change = planChange(contract.planId, plan);
    if (change === "same" || contract.next?.planId === plan.id)
      throw new AppError("conflict", "billing.errors.samePlan");
    const startsAt =
      change === "upgrade"
        ? await upgrade(tx, ctx, contract, plan)
        : await downgrade(tx, ctx, contract, plan);
    await recordAudit(tx, ctx, {
      action: change === "upgrade" ? "plan.changed" : "plan.change_planned",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: {
        before: { planId: contract.planId },
        after: { planId: plan.id, startsAt: startsAt.toISOString() },
      },
    });
    return { startsAt };
  });
}

async function lockContract(tx: Transaction, tenantId: string) {
  const account = await lockBillingAccount(tx, tenantId);
  const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, tenantId)).for("update");
  if (!tenant) throw notFound();
  if (tenant.state !== "active") throw new AppError("conflict", "billing.errors.ending");
  if (!tenant.stripeSubscriptionId) throw new AppError("conflict", "billing.errors.noSubscription");
  const { nextPlanId, nextPlanAt } = account;
  const next = nextPlanId && nextPlanAt ? { planId: nextPlanId, at: nextPlanAt } : null;
  return { ...tenant, subscriptionId: tenant.stripeSubscriptionId, next };
}

async function upgrade(
  tx: Transaction,
  ctx: TenantContext,
  contract: Contract,
  plan: Plan,
): Promise<Date> {
  // The provider counts the difference from the price it has now: that has to be the one this period was paid at.
  if (contract.next) await restorePrice(contract);
  await changeSubscriptionPlan(contract.subscriptionId, plan, "now");
  const now = new Date();
  await beginPlan(tx, contract, plan.id, now);
  await setNextPlan(tx, ctx.tenantId, null);
  return now;
}

async function downgrade(
  tx: Transaction,
  ctx: TenantContext,
  contract: Contract,
  plan: Plan,
): Promise<Date> {
  const { subscriptionId } = contract;
  const begins = await readPeriodEnd(subscriptionId);
  await demandFit(tx, ctx.tenantId, plan, isSameMonth(new Date(), begins));
  const { periodEndsAt } = await changeSubscriptionPlan(subscriptionId, plan, "nextPeriod");
  await setNextPlan(tx, ctx.tenantId, { planId: plan.id, at: periodEndsAt });
  return periodEndsAt;
}

/** Throws `conflict` naming what is used beyond the plan. */
async function demandFit(tx: Transaction, tenantId: string, plan: Plan, isThisMonth: boolean) {
  const used = await readUsed(tx, tenantId);
  const own = await findOwnLimits(tx, tenantId);
  const limits = limitsOf(plan.id, own, await findSetting("plan_limits", tx));
  const [excess] = excessOf(limits, used, isThisMonth);
  if (!excess) return;
  const { name, ...params } = excess;
  throw new AppError("conflict", `billing.errors.exceeds.${name}`, { params });
}

async function restorePrice(contract: Contract): Promise<void> {
  const current = findPlan(contract.planId);
  if (!current) throw new AppError("conflict", "billing.errors.planGone");
  await changeSubscriptionPlan(contract.subscriptionId, current, "nextPeriod");
}

/** Calls a planned change off: the plan stays as it is. */
export async function keepPlan(ctx: TenantContext): Promise<void> {
  authorize(ctx, "billing:write");
  await transaction(ctx, async (tx) => {
    const contract = await lockContract(tx, ctx.tenantId);
    if (!contract.next) throw notFound();
    await restorePrice(contract);
    await setNextPlan(tx, ctx.tenantId, null);
    await recordAudit(tx, ctx, {
      action: "plan.change_withdrawn",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before: { planId: contract.next.planId }, after: { planId: contract.planId } },
    });
  });
}

/** Begins a planned plan whose time has come. */
export async function beginNextPlan(ctx: TenantContext, now = new Date()): Promise<void> {
  authorize(ctx, "billing:write");
  await transaction(ctx, async (tx) => {
    const { nextPlanId, nextPlanAt } = await lockBillingAccount(tx, ctx.tenantId);
    if (!nextPlanId || !nextPlanAt || nextPlanAt > now) return;
    const [tenant] = await tx
      .select()
      .from(tenants)
      .where(eq(tenants.id, ctx.tenantId))
      .for("update");
    if (!tenant) return;
    await beginPlan(tx, tenant, nextPlanId, nextPlanAt);
    await setNextPlan(tx, ctx.tenantId, null);
    await recordAudit(tx, ctx, {
      action: "plan.changed",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before: { planId: tenant.planId }, after: { planId: nextPlanId } },
    });
  });
}

async function beginPlan(
  tx: Transaction,
  tenant: { id: string; planId: string; createdAt: Date },
  planId: string,
  at: Date,
): Promise<void> {
  const tenantId = tenant.id;
  const closed = await tx
    .update(planPeriods)
    .set({ endedAt: at })
    .where(and(eq(planPeriods.tenantId, tenantId), isNull(planPeriods.endedAt)))
    .returning({ id: planPeriods.id });
  if (closed.length === 0) {
    const first = { planId: tenant.planId, startedAt: tenant.createdAt, endedAt: at };
    await tx.insert(planPeriods).values({ tenantId, ...first });
  }
  await tx.insert(planPeriods).values({ tenantId, planId, startedAt: at });
  await tx.update(tenants).set({ planId, updatedAt: at }).where(eq(tenants.id, tenantId));
}

async function setNextPlan(
  tx: Transaction,
  tenantId: string,
  next: { planId: string; at: Date } | null,
): Promise<void> {
  await tx
    .update(billingAccounts)
    .set({ nextPlanId: next?.planId ?? null, nextPlanAt: next?.at ?? null, updatedAt: new Date() })
    .where(eq(billingAccounts.tenantId, tenantId));
}
