import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { tenants } from "@/db/schema/tenants";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction } from "@/db/transaction";
import { createAddress } from "@/lib/addresses/mutations";
import { createAddressSchema } from "@/lib/addresses/schema";
import { getBilling } from "@/lib/billing/queries";
import { inviteUser } from "@/lib/invitations/mutations";
import { readOffers } from "@/lib/plans/queries";
import { findPlan, planIds } from "@/lib/plans/rules";
import { setPlanLimits } from "@/lib/service-settings/mutations";
import { findSetting } from "@/lib/service-settings/queries";
import {
  enqueueMeasurements,
  giveBackAllowance,
  measureUsage,
  setTenantLimits,
  takeAllowance,
} from "./mutations";
import { demandRoom, getTenantQuotas, isSendingLimited, readQuotas } from "./queries";
import { limitsOf } from "./rules";

const superuser = async (statement: string) => {
  const { default: postgres } = await import("postgres");
  const db = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  return db.unsafe(statement).finally(() => db.end());
};

const limit = ({ tenantId }: TestTenant, column: string, value: number) =>
  superuser(`insert into tenant_limits (tenant_id, ${column}) values ('${tenantId}', ${value})
    on conflict (tenant_id) do update set ${column} = ${value}`);

const addOne = ({ ctx }: TestTenant) =>
  createAddress(
    ctx,
    createAddressSchema.parse({ email: uniqueEmail(), name: "", tagIds: [], attributes: {} }),
  );

describe("limits", () => {
  it("are the plan's unless the provider has set others", () => {
    expect(limitsOf("light", undefined, null)).toMatchObject({ addresses: 5_000, users: 3 });
    const own = { addresses: 7, monthlyMails: null, users: null, mailsPerHour: 100 };
    expect(limitsOf("light", own, null)).toEqual({
      addresses: 7,
      monthlyMails: 20_000,
      users: 3,
      mailsPerHour: 100,
    });
  });

  it("W24: a changed limit holds from the next act on, in both directions", async () => {
    const tenant = await createTestTenant();
    await addOne(tenant);
    await limit(tenant, "addresses", 1);
    await expect(addOne(tenant)).rejects.toMatchObject({
      code: "conflict",
      messageKey: "quotas.errors.addresses",
    });
    await limit(tenant, "addresses", 2);
    await addOne(tenant);
  });

  it("W24: what staff change of a plan holds at once for everyone on it who has no limits of its own", async () => {
    const [follows, hasOwn] = [await createTestTenant(), await createTestTenant()];
    await limit(hasOwn, "addresses", 10);
    const change = (addresses: number) =>
      asOperator((operator) =>
        setPlanLimits(operator, { planId: "standard", addresses, monthlyMails: 9, users: 9 }),
      );
    try {
      await change(1);
      await addOne(follows);
      await expect(addOne(follows)).rejects.toMatchObject({
        messageKey: "quotas.errors.addresses",
      });
      for (let count = 0; count < 2; count += 1) await addOne(hasOwn);
      await change(2);
      await addOne(follows);
      const { limits } = await readQuotas(follows.ctx);
      const changed = { addresses: 2, monthlyMails: 9, users: 9 };
      expect(limits).toMatchObject(changed);
      const offers = await readOffers();
      expect(offers.find(({ id }) => id === "standard")?.limits).toEqual(changed);
      expect(offers.find(({ id }) => id === "pro")).toEqual(findPlan("pro"));
    } finally {
      await superuser("delete from service_settings where key = 'plan_limits'");
    }
  });

  it("W24: changes that staff make to several plans at the same moment are all kept, each with what was before", async () => {
    const change = (planId: (typeof planIds)[number], addresses: number) =>
      asOperator((operator) =>
        setPlanLimits(operator, { planId, addresses, monthlyMails: 9, users: 9 }),
      );
    try {
      await asOperator((operator) =>
        Promise.all(
          planIds.map((planId, index) =>
            setPlanLimits(operator, { planId, addresses: index, monthlyMails: 9, users: 9 }),
          ),
        ),
      );
      const expected = planIds.map((planId, addresses) => [
        planId,
        { addresses, monthlyMails: 9, users: 9 },
      ]);
      expect(await findSetting("plan_limits")).toEqual(Object.fromEntries(expected));
      await change("light", 70);
      const entries = await superuser(`select details from operator_audit_entries
        where action = 'setting.changed' and target_id = 'plan_limits' order by seq desc limit 1`);
      expect(entries[0]?.details).toMatchObject({
        before: { light: { addresses: 0 }, standard: { addresses: 1 } },
        after: { light: { addresses: 70 }, standard: { addresses: 1 } },
      });
    } finally {
      await superuser("delete from service_settings where key = 'plan_limits'");
    }
  });

  it("W24: of many changes of one customer's limits at once each tells what it changed", async () => {
    const { tenantId } = await createTestTenant();
    const none = { addresses: null, monthlyMails: null, users: null, mailsPerHour: null };
    const wanted = Array.from({ length: 8 }, (_, at) => ({
      ...none,
      addresses: at + 1,
      users: at + 1,
    }));
    await asOperator((operator) =>
      Promise.all(wanted.map((limits) => setTenantLimits(operator, { tenantId, ...limits }))),
    );
    const entries = await superuser(`select details from operator_audit_entries
      where action = 'tenant.limits_changed' and target_id = '${tenantId}' order by seq`);
    const changes = entries.map(({ details }) => details);
    expect(changes.map(({ before }) => before)).toEqual([
      none,
      ...changes.slice(0, -1).map(({ after }) => after),
    ]);
    expect(changes.map(({ after }) => after.users).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const { changed } = await asOperator((operator) => getTenantQuotas(operator, tenantId));
    expect(changed).toMatchObject(changes.at(-1)?.after);
    const unknown = { tenantId: crypto.randomUUID(), ...none };
    await expect(
      asOperator((operator) => setTenantLimits(operator, unknown)),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("W24: users and the month's mails are held to their limits", async () => {
    const tenant = await createTestTenant();
    await limit(tenant, "users", 1);
    const person = { email: uniqueEmail(), name: "甲", role: "viewer" as const, attributes: {} };
    await expect(inviteUser(tenant.ctx, { ...person, locale: "ja" })).rejects.toMatchObject({
      messageKey: "quotas.errors.users",
    });
    await limit(tenant, "monthly_mails", 100);
    const demand = (mails: number) =>
      readTransaction(tenant.ctx, (tx) => demandRoom(tx, tenant.tenantId, "monthlyMails", mails));
    await demand(100);
    await expect(demand(101)).rejects.toMatchObject({ messageKey: "quotas.errors.monthlyMails" });
  });

  it("W24: an hourly allowance is given out once, also to many at a time, and can be given back", async () => {
    const tenant = await createTestTenant();
    expect(await takeAllowance(tenant.ctx, 800)).toBe(800);
    await limit(tenant, "mails_per_hour", 1_000);
    const given = await Promise.all(
      Array.from({ length: 12 }, () => takeAllowance(tenant.ctx, 150)),
    );
    expect(given.reduce((sum, part) => sum + part, 0)).toBe(1_000);
    await giveBackAllowance(tenant.ctx, 30);
    expect(await takeAllowance(tenant.ctx, 100)).toBe(30);
    expect(await takeAllowance(tenant.ctx, 100)).toBe(0);
  });

  it("W24: mails are counted only while an hourly limit, the first days or an unpaid invoice ask for it", async () => {
    const isLimited = (tenant: TestTenant) =>
      readTransaction(tenant.ctx, async (tx) => {
        const [row] = await tx
          .select({ isLimited: isSendingLimited(tenant.tenantId) })
          .from(tenants)
          .where(eq(tenants.id, tenant.tenantId));
        return row?.isLimited;
      });
    const [plain, hourly, isNew, hasGrown, lifted, owes] = await Promise.all(
      Array.from({ length: 6 }, () => createTestTenant()),
    );
    if (!plain || !hourly || !isNew || !hasGrown || !lifted || !owes) throw new Error("no tenants");
    await limit(hourly, "mails_per_hour", 1_000);
    await superuser(`insert into sending_ramps (tenant_id, started_at, lifted_at) values
      ('${isNew.tenantId}', now() - interval '3 days', null),
      ('${hasGrown.tenantId}', now() - interval '31 days', null),
      ('${lifted.tenantId}', now(), now())`);
    await superuser(
      `insert into billing_accounts (tenant_id, stopped_at) values ('${owes.tenantId}', now())`,
    );
    expect(await isLimited(plain)).toBe(false);
    expect(await isLimited(hourly)).toBe(true);
    expect(await isLimited(isNew)).toBe(true);
    expect(await isLimited(hasGrown)).toBe(false);
    expect(await isLimited(lifted)).toBe(false);
    expect(await isLimited(owes)).toBe(true);
  });

  it("W24: use is counted for each customer by itself", async () => {
    const [tenant, other] = [await createTestTenant(), await createTestTenant()];
    await addOne(tenant);
    const used = { addresses: 1, users: 1, monthlyMails: 0 };
    expect((await readQuotas(tenant.ctx)).used).toEqual(used);
    expect((await getBilling(tenant.ctx)).used).toEqual(used);
    expect((await readQuotas(other.ctx)).used).toEqual({ ...used, addresses: 0 });
    await measureUsage(tenant.ctx);
    const measured = ({ tenantId }: TestTenant) =>
      asOperator(async (operator) => (await getTenantQuotas(operator, tenantId)).usage);
    expect(await measured(tenant)).toMatchObject({ addresses: 1, users: 1, mailsThisMonth: 0 });
    expect(await measured(other)).toBeNull();
    await enqueueMeasurements();
    const [row] = await controlDb().execute<{ count: number }>(
      sql`select count(*)::int as count from graphile_worker.jobs where key = ${`quotas:${tenant.tenantId}`}`,
    );
    expect(row?.count).toBe(1);
  });
});
