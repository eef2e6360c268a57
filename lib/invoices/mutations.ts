import "server-only";
import { eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { invoices } from "@/db/schema/billing";
import { paymentEvents } from "@/db/schema/control";
import { tenants } from "@/db/schema/tenants";
import { readTransaction, transaction } from "@/db/transaction";
import { settleArrears } from "@/lib/arrears/mutations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { log } from "@/lib/log";
import { findPayer, issuerInUse, listInvoiceEvents, readRecipient } from "./queries";
import { type InvoiceFact, invoiceFact, invoiceRow } from "./rules";
import { type ProviderInvoice, payerSchema, providerInvoiceSchema } from "./schema";

type StoredEvent = { type: string; payload: unknown };

/** Applies an event about an invoice to its customer; without an environment yet, `adoptInvoices` does it later. */
export async function applyInvoiceEvent({ type, payload }: StoredEvent): Promise<void> {
  const fact = invoiceFact(type);
  if (!fact) return;
  const { created, data } = payload as { created?: number; data: { object: unknown } };
  const { customer } = payerSchema.parse(data.object);
  const tenantId = customer ? await findPayer(customer) : null;
  if (!tenantId) return;
  const invoice = providerInvoiceSchema.parse(data.object);
  if (invoice.currency !== "jpy") {
    log.error({ invoice: invoice.id, currency: invoice.currency }, "an invoice is not in yen");
    return;
  }
  const ctx = contextForJob(tenantId, "invoices.apply");
  await keepInvoice(ctx, { invoice, fact, toldAt: created ?? invoice.created });
}

type Told = { invoice: ProviderInvoice; fact: InvoiceFact; toldAt: number };

/** Keeps what an event tells of an invoice: the same whatever the order of events and however often one comes. */
export async function keepInvoice(ctx: TenantContext, told: Told): Promise<void> {
  authorize(ctx, "billing:write");
  await transaction(ctx, async (tx) => {
    const row = invoiceRow(told.invoice, told.fact, told.toldAt);
    const isNew = await writeInvoice(tx, ctx, row);
    if (isNew)
      await recordAudit(tx, ctx, {
        action: "invoice.issued",
        targetType: "invoice",
        targetId: row.providerId,
        details: { number: row.number, total: row.total },
      });
    await settleArrears(tx, ctx);
  });
}

async function writeInvoice(
  tx: Transaction,
  { tenantId }: TenantContext,
  row: ReturnType<typeof invoiceRow>,
): Promise<boolean> {
  const earliest = (name: string) =>
    sql.raw(`least(invoices.${name}, excluded.${name})`) as unknown as Date;
  const [written] = await tx
    .insert(invoices)
    .values({
      tenantId,
      ...row,
      issuer: issuerInUse(),
      recipient: await readRecipient(tx, tenantId),
    })
    .onConflictDoUpdate({
      target: [invoices.tenantId, invoices.providerId],
      set: {
        paidAt: earliest("paid_at"),
        failedAt: earliest("failed_at"),
        voidedAt: earliest("voided_at"),
      },
    })
    .returning({ isNew: sql<boolean>`xmax = 0` });
  return written?.isNew ?? false;
}

/** Applies what the payment provider told of the customer before its environment was there. */
export async function adoptInvoices(ctx: TenantContext): Promise<void> {
  authorize(ctx, "billing:write");
  const [tenant] = await readTransaction(ctx, (tx) =>
    tx
      .select({ customer: tenants.stripeCustomerId })
      .from(tenants)
      .where(eq(tenants.id, ctx.tenantId)),
  );
  if (!tenant?.customer) return;
  for (const id of await listInvoiceEvents(tenant.customer)) {
    const [event] = await controlDb().select().from(paymentEvents).where(eq(paymentEvents.id, id));
    if (event) await applyInvoiceEvent(event);
  }
}
