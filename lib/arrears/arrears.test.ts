import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { invoiceEvent } from "@/bin/testing/invoice-event";
import { deliverEvent, startProviders } from "@/bin/testing/sign-up";
import { controlDb } from "@/db/client";
import { outboxMessages } from "@/db/schema/outbox";
import { tenants } from "@/db/schema/tenants";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { adoptInvoices } from "@/lib/invoices/mutations";
import { getInvoice, listInvoices } from "@/lib/invoices/queries";
import { invoiceState } from "@/lib/invoices/rules";
import { updateBillingDetails } from "@/lib/payers/mutations";
import { takeAllowance } from "@/lib/quotas/mutations";
import { watchArrears } from "./mutations";
import { findArrears, findTenantArrears, listBillingDue } from "./queries";

vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => new Map(),
}));

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.stop());

const day = 24 * 3_600;
const job = ({ tenantId }: TestTenant) => contextForJob(tenantId, "test");
const request = { ip: "192.0.2.1", userAgent: "vitest", requestId: null };

async function payer() {
  const tenant = await createTestTenant({ name: "株式会社払主" });
  const customer = `cus_${tenant.tenantId}`;
  await setCustomer(tenant, customer);
  return { ...tenant, customer, invoice: `in_${tenant.tenantId.slice(0, 13)}` };
}

const setCustomer = (tenant: TestTenant, customer: string) =>
  transaction(job(tenant), (tx) =>
    tx.update(tenants).set({ stripeCustomerId: customer }).where(eq(tenants.id, tenant.tenantId)),
  );

const stagesTold = async ({ tenantId }: TestTenant) =>
  (
    await controlDb()
      .select({ part: outboxMessages.part })
      .from(outboxMessages)
      .where(and(eq(outboxMessages.tenantId, tenantId), eq(outboxMessages.subjectType, "billing")))
      .orderBy(asc(outboxMessages.createdAt))
  ).map(({ part }) => part);

const stateOf = async (tenant: TestTenant) =>
  (await listInvoices(tenant.ctx, {})).rows.map((row) => invoiceState(row));

describe("invoices", () => {
  it("end in the same state in whatever order and however often their events come", async () => {
    const types = ["invoice.finalized", "invoice.payment_failed", "invoice.paid"];
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0, 1, 2],
      [2, 0, 1],
    ];
    for (const order of orders) {
      const tenant = await payer();
      const { invoice: id, customer } = tenant;
      const events = types.map((type) => invoiceEvent({ id, customer, type }));
      for (const at of order) await deliverEvent(events[at] ?? "");
      await Promise.all(events.map((event) => deliverEvent(event)));
      expect(await stateOf(tenant), order.join()).toEqual(["paid"]);
      expect(await findArrears(tenant.ctx)).toBeNull();
    }
  });

  it("keep the names that counted when they were issued", async () => {
    const tenant = await payer();
    const { invoice: id, customer, ctx } = tenant;
    const details = { companyName: "株式会社旧名", recipient: "経理部", postalAddress: "東京都1" };
    await updateBillingDetails(ctx, details);
    const lines = [
      { description: "未使用期間の返金", amount: -4_900 },
      { description: "プロ", amount: 14_900 },
    ];
    const told = { id, customer, total: 10_000, lines };
    await deliverEvent(invoiceEvent({ ...told, type: "invoice.finalized" }));
    await updateBillingDetails(ctx, { ...details, companyName: "株式会社新名" });
    await deliverEvent(invoiceEvent({ ...told, type: "invoice.paid" }));
    const [row] = (await listInvoices(ctx, {})).rows;
    const invoice = await getInvoice(ctx, row?.id ?? "");
    expect(invoice).toMatchObject({ recipient: details, total: 10_000, lines });
    expect(invoice.paidAt).not.toBeNull();
    const other = await createTestTenant();
    await expect(getInvoice(other.ctx, invoice.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("that came before the environment was there are taken up when it is", async () => {
    const tenant = await createTestTenant();
    const customer = `cus_early_${tenant.tenantId}`;
    await deliverEvent(invoiceEvent({ id: "in_early", customer, type: "invoice.paid" }));
    expect(await stateOf(tenant)).toEqual([]);
    await setCustomer(tenant, customer);
    await adoptInvoices(job(tenant));
    await adoptInvoices(job(tenant));
    expect(await stateOf(tenant)).toEqual(["paid"]);
  });

  it("are listed page by page, each once", async () => {
    const tenant = await payer();
    const { customer } = tenant;
    for (let n = 0; n < 30; n += 1)
      await deliverEvent(
        invoiceEvent({ id: `${tenant.invoice}${n}`, customer, type: "invoice.paid" }),
      );
    const first = await listInvoices(tenant.ctx, {});
    const second = await listInvoices(tenant.ctx, { after: first.next ?? undefined });
    const ids = [...first.rows, ...second.rows].map(({ id }) => id);
    expect(new Set(ids).size).toBe(30);
    expect(second.next).toBeNull();
  });
});

describe("an unpaid invoice", () => {
  it("is told, reminded of, stops changes and sending after the grace, and lets them go on once paid", async () => {
    const tenant = await payer();
    const { customer, invoice: id, ctx } = tenant;
    const failedAt = Math.floor(Date.now() / 1000) - 60;
    const told = { id, customer, created: failedAt };
    const sessionId = await transaction(job(tenant), (tx) =>
      createSession(tx, { tenantId: tenant.tenantId, id: tenant.userId }, request),
    );
    const live = () => contextForSession(tenant.tenantId, sessionId, request);
    const failed = invoiceEvent({ ...told, type: "invoice.payment_failed" });
    await deliverEvent(failed);
    await deliverEvent(failed);
    expect(await findArrears(ctx)).toMatchObject({
      isStopped: false,
      stopsAt: new Date((failedAt + 14 * day) * 1000),
    });
    expect(await listBillingDue(new Date())).toContain(tenant.tenantId);
    expect(await takeAllowance(job(tenant), 100)).toBe(100);
    expect((await live())?.permissions.has("deliveries:send")).toBe(true);

    for (const days of [7, 8, 13, 14, 15])
      await watchArrears(job(tenant), new Date((failedAt + days * day) * 1000));
    expect(await stagesTold(tenant)).toEqual(["failed", "reminder-7", "reminder-13", "stopped"]);
    expect(await findArrears(ctx)).toMatchObject({ isStopped: true });
    const seenByStaff = await asOperator((operator) =>
      findTenantArrears(operator, tenant.tenantId),
    );
    expect(seenByStaff).toEqual(await findArrears(ctx));
    expect(await takeAllowance(job(tenant), 100)).toBe(0);
    const stopped = await live();
    expect(stopped).toMatchObject({ isUnpaid: true });
    for (const name of ["deliveries:send", "addresses:write", "tags:write"] as const)
      expect(stopped?.permissions.has(name), name).toBe(false);
    for (const name of ["addresses:read", "addresses:export", "billing:write"] as const)
      expect(stopped?.permissions.has(name), name).toBe(true);

    const paid = invoiceEvent({ ...told, created: failedAt + 20 * day, type: "invoice.paid" });
    await deliverEvent(paid);
    await deliverEvent(failed);
    expect(await findArrears(ctx)).toBeNull();
    expect(await takeAllowance(job(tenant), 100)).toBe(100);
    expect((await live())?.permissions.has("deliveries:send")).toBe(true);
    expect((await stagesTold(tenant)).at(-1)).toBe("resumed");
    expect(await listBillingDue(new Date())).not.toContain(tenant.tenantId);
  });

  it("does not count any more when it is voided", async () => {
    const tenant = await payer();
    const told = { id: tenant.invoice, customer: tenant.customer };
    await deliverEvent(invoiceEvent({ ...told, type: "invoice.payment_failed" }));
    await deliverEvent(invoiceEvent({ ...told, type: "invoice.voided" }));
    expect(await findArrears(tenant.ctx)).toBeNull();
    expect(await stateOf(tenant)).toEqual(["voided"]);
  });
});
