import "server-only";
import { desc, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccounts, planPeriods } from "@/db/schema/billing";
import { tenantLimits } from "@/db/schema/limits";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { readOffers } from "@/lib/plans/queries";
import { readLimits, readUsed } from "@/lib/quotas/queries";

/** The customer's plan, what it uses of it now, what follows, and to whom invoices go. */
export async function getBilling(ctx: TenantContext) {
  authorize(ctx, "billing:read");
  return readTransaction(ctx, async (tx) => {
    const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, ctx.tenantId));
    if (!tenant) throw notFound();
    const [account] = await tx
      .select()
      .from(billingAccounts)
      .where(eq(billingAccounts.tenantId, ctx.tenantId));
    return {
      planId: tenant.planId,
      isClosing: tenant.state !== "active",
      hasSubscription: tenant.stripeSubscriptionId !== null,
      hasPayer: tenant.stripeCustomerId !== null,
      next: nextPlanOf(account),
      details: {
        companyName: account?.companyName ?? "",
        recipient: account?.recipient ?? "",
        postalAddress: account?.postalAddress ?? "",
      },
      defaults: { companyName: tenant.legalName || tenant.name, address: tenant.postalAddress },
      limits: await readLimits(tx, ctx.tenantId),
      used: await readUsed(tx, ctx.tenantId),
      periods: await listPlanPeriods(tx, tenant),
      offers: await readOffers(tx),
    };
  });
}

export type Billing = Awaited<ReturnType<typeof getBilling>>;

function nextPlanOf(account: { nextPlanId: string | null; nextPlanAt: Date | null } | undefined) {
  return account?.nextPlanId && account.nextPlanAt
    ? { planId: account.nextPlanId, at: account.nextPlanAt }
    : null;
}

/** The newest periods of plans; without a change the one that began with the contract. */
async function listPlanPeriods(
  tx: Transaction,
  tenant: { id: string; planId: string; createdAt: Date },
) {
  const rows = await tx
    .select({
      planId: planPeriods.planId,
      startedAt: planPeriods.startedAt,
      endedAt: planPeriods.endedAt,
    })
    .from(planPeriods)
    .where(eq(planPeriods.tenantId, tenant.id))
    .orderBy(desc(planPeriods.startedAt))
    .limit(50);
  const first = { planId: tenant.planId, startedAt: tenant.createdAt, endedAt: null };
  return rows.length > 0 ? rows : [first];
}

/** Limits that the provider has set for the customer, whatever its plan says. */
export async function findOwnLimits(tx: Transaction, tenantId: string) {
  const [row] = await tx
    .select({
      addresses: tenantLimits.addresses,
      monthlyMails: tenantLimits.monthlyMails,
      users: tenantLimits.users,
      mailsPerHour: tenantLimits.mailsPerHour,
    })
    .from(tenantLimits)
    .where(eq(tenantLimits.tenantId, tenantId));
  return row;
}
