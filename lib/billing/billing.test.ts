import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startProviders } from "@/bin/testing/sign-up";
import { auditEntries } from "@/db/schema/audit-entries";
import { billingAccounts, planPeriods } from "@/db/schema/billing";
import { tenants } from "@/db/schema/tenants";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { stripe } from "@/lib/checkouts/queries";
import { openBillingPortal, updateBillingDetails } from "@/lib/payers/mutations";
import { limitsOf } from "@/lib/quotas/rules";
import { beginNextPlan, changePlan, keepPlan } from "./mutations";
import { getBilling } from "./queries";
import { excessOf, isSameMonth } from "./rules";

vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => new Map(),
}));

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.stop());

const job = ({ tenantId }: TestTenant) => contextForJob(tenantId, "test");

async function payer(kind = "card"): Promise<TestTenant & { subscription: string }> {
  const tenant = await createTestTenant();
  const mark = tenant.tenantId.replaceAll("-", "").slice(0, 16);
  const subscription = `sub_${kind}${mark}`;
  await transaction(job(tenant), (tx) =>
    tx
      .update(tenants)
      .set({ stripeCustomerId: `cus_${kind}${mark}`, stripeSubscriptionId: subscription })
      .where(eq(tenants.id, tenant.tenantId)),
  );
  return { ...tenant, subscription };
}

const priceOf = async (subscription: string) =>
  (await stripe().subscriptions.retrieve(subscription)).items.data[0]?.price.unit_amount;
const periodsOf = (tenant: TestTenant) =>
  transaction(job(tenant), (tx) =>
    tx
      .select()
      .from(planPeriods)
      .where(eq(planPeriods.tenantId, tenant.tenantId))
      .orderBy(asc(planPeriods.startedAt)),
  );
const actionsOf = (tenant: TestTenant) =>
  transaction(job(tenant), (tx) =>
    tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.tenantId, tenant.tenantId))
      .orderBy(asc(auditEntries.seq)),
  ).then((rows) => rows.map(({ action }) => action));

describe("a change of plan", () => {
  it("to a larger plan counts at once, is charged, and is in the ledger", async () => {
    const tenant = await payer();
    await changePlan(tenant.ctx, { planId: "pro" });
    expect(await priceOf(tenant.subscription)).toBe(29_800);
    const billing = await getBilling(tenant.ctx);
    expect(billing).toMatchObject({ planId: "pro", next: null });
    expect(billing.limits.addresses).toBe(500_000);
    const [first, second, ...more] = await periodsOf(tenant);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ planId: "standard", endedAt: second?.startedAt });
    expect(second).toMatchObject({ planId: "pro", endedAt: null });
    expect(await actionsOf(tenant)).toEqual(["plan.changed"]);
    await expect(changePlan(tenant.ctx, { planId: "pro" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("to a smaller plan keeps this one until the period is over, then begins by itself, once", async () => {
    const tenant = await payer();
    const { startsAt } = await changePlan(tenant.ctx, { planId: "light" });
    expect(startsAt.getTime()).toBeGreaterThan(Date.now() + 20 * 24 * 3_600_000);
    expect(await getBilling(tenant.ctx)).toMatchObject({
      planId: "standard",
      next: { planId: "light", at: startsAt },
    });
    expect(await priceOf(tenant.subscription)).toBe(2_980);
    await beginNextPlan(job(tenant));
    expect((await getBilling(tenant.ctx)).planId).toBe("standard");
    const late = new Date(startsAt.getTime() + 1_000);
    await Promise.all([beginNextPlan(job(tenant), late), beginNextPlan(job(tenant), late)]);
    expect(await getBilling(tenant.ctx)).toMatchObject({ planId: "light", next: null });
    expect((await periodsOf(tenant)).map(({ planId, endedAt }) => [planId, endedAt])).toEqual([
      ["standard", startsAt],
      ["light", null],
    ]);
    expect(await actionsOf(tenant)).toEqual(["plan.change_planned", "plan.changed"]);
  });

  it("to a smaller plan is refused while what is used does not fit, and nothing is asked of the provider", async () => {
    const tenant = await payer();
    const { tenantId } = tenant;
    await transaction(job(tenant), (tx) =>
      tx.insert(users).values(
        [1, 2, 3].map((n) => ({
          tenantId,
          email: `u${n}-${tenantId}@example.jp`,
          name: "利用者",
          role: "viewer" as const,
          state: "active" as const,
        })),
      ),
    );
    const before = await priceOf(tenant.subscription);
    await expect(changePlan(tenant.ctx, { planId: "light" })).rejects.toMatchObject({
      messageKey: "billing.errors.exceeds.users",
      details: { params: { used: 4, limit: 3 } },
    });
    expect(await priceOf(tenant.subscription)).toBe(before);
  });

  it("that was planned can be called off or overtaken by a larger plan", async () => {
    const tenant = await payer();
    await changePlan(tenant.ctx, { planId: "light" });
    await keepPlan(tenant.ctx);
    expect(await priceOf(tenant.subscription)).toBe(9_800);
    await expect(keepPlan(tenant.ctx)).rejects.toMatchObject({ code: "not_found" });
    await changePlan(tenant.ctx, { planId: "light" });
    await changePlan(tenant.ctx, { planId: "pro" });
    expect(await getBilling(tenant.ctx)).toMatchObject({ planId: "pro", next: null });
    expect(await priceOf(tenant.subscription)).toBe(29_800);
  });

  it("does not happen where the card is declined, the contract is not paid by card, or the right is missing", async () => {
    const declined = await payer("declined");
    await expect(changePlan(declined.ctx, { planId: "pro" })).rejects.toMatchObject({
      messageKey: "billing.errors.cardDeclined",
    });
    expect(await getBilling(declined.ctx)).toMatchObject({ planId: "standard" });
    expect(await periodsOf(declined)).toEqual([]);
    const other = await createTestTenant();
    await expect(changePlan(other.ctx, { planId: "pro" })).rejects.toMatchObject({
      messageKey: "billing.errors.noSubscription",
    });
    const manager = await declined.contextFor("manager");
    await expect(changePlan(manager, { planId: "pro" })).rejects.toMatchObject({
      code: "not_permitted",
    });
    expect((await getBilling(manager)).planId).toBe("standard");
    await expect(getBilling(await declined.contextFor("sender"))).rejects.toMatchObject({
      code: "not_permitted",
    });
  });

  it("compares this month's mails only where the smaller plan begins within the month", () => {
    const used = { addresses: 10, users: 1, monthlyMails: 30_000 };
    const light = limitsOf("light", undefined, null);
    expect(excessOf(light, used, false)).toEqual([]);
    expect(excessOf(light, used, true)).toEqual([
      { name: "monthlyMails", used: 30_000, limit: 20_000 },
    ]);
    const monthEnd = new Date("2026-11-30T15:00:00Z");
    expect(isSameMonth(new Date("2026-11-30T14:59:59Z"), monthEnd)).toBe(false);
    expect(isSameMonth(monthEnd, new Date("2026-12-31T14:59:59Z"))).toBe(true);
  });
});

describe("who pays", () => {
  it("keeps the billing address that the customer gives, with an entry in its log", async () => {
    const tenant = await createTestTenant();
    const details = {
      companyName: "株式会社みどり",
      recipient: "経理部",
      postalAddress: "長野県松本市1-2",
    };
    await updateBillingDetails(tenant.ctx, details);
    expect((await getBilling(tenant.ctx)).details).toEqual(details);
    expect(await actionsOf(tenant)).toEqual(["billing.details_changed"]);
    const [account] = await transaction(job(tenant), (tx) =>
      tx
        .select()
        .from(billingAccounts)
        .where(and(eq(billingAccounts.tenantId, tenant.tenantId))),
    );
    expect(account?.companyName).toBe("株式会社みどり");
  });

  it("leads to the payment provider's page for the card, or says that there is none", async () => {
    const tenant = await payer();
    const { url } = await openBillingPortal(tenant.ctx);
    expect(await (await fetch(url)).text()).toContain("/billing");
    const unknown = await payer("unknown");
    await expect(openBillingPortal(unknown.ctx)).rejects.toMatchObject({
      code: "unavailable",
      messageKey: "billing.errors.portalUnavailable",
    });
  });
});
