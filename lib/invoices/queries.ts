import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { billingAccounts, type InvoiceIssuer, invoices } from "@/db/schema/billing";
import { paymentEvents } from "@/db/schema/control";
import { tenants } from "@/db/schema/tenants";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

const pageSize = 24;

/** The customer's invoices, the newest first, a page by key. */
export async function listInvoices(ctx: TenantContext, { after }: { after?: string | undefined }) {
  authorize(ctx, "billing:read");
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select({
        id: invoices.id,
        number: invoices.number,
        issuedAt: invoices.issuedAt,
        total: invoices.total,
        paidAt: invoices.paidAt,
        failedAt: invoices.failedAt,
        voidedAt: invoices.voidedAt,
        position: timePosition(invoices.issuedAt),
      })
      .from(invoices)
      .where(
        and(eq(invoices.tenantId, ctx.tenantId), beyond(invoices.issuedAt, invoices.id, after)),
      )
      .orderBy(desc(invoices.issuedAt), desc(invoices.id))
      .limit(pageSize + 1),
  );
  return cursorPage(found, pageSize, after ? "after" : "start", ({ position, id }) =>
    encodeCursor([position, id]),
  );
}

export type InvoiceSummary = Awaited<ReturnType<typeof listInvoices>>["rows"][number];

/** One of the customer's invoices. Throws `not_found`. */
export async function getInvoice(ctx: TenantContext, id: string) {
  authorize(ctx, "billing:read");
  if (!isUuid(id)) throw notFound();
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select()
      .from(invoices)
      .where(and(eq(invoices.tenantId, ctx.tenantId), eq(invoices.id, id))),
  );
  if (!row) throw notFound();
  return row;
}

export type Invoice = Awaited<ReturnType<typeof getInvoice>>;

/** To whom an invoice that is issued now goes: the billing details, else the environment's own names. */
export async function readRecipient(tx: Transaction, tenantId: string) {
  const [row] = await tx
    .select({
      name: tenants.name,
      legalName: tenants.legalName,
      address: tenants.postalAddress,
      companyName: billingAccounts.companyName,
      recipient: billingAccounts.recipient,
      postalAddress: billingAccounts.postalAddress,
    })
    .from(tenants)
    .leftJoin(billingAccounts, eq(billingAccounts.tenantId, tenants.id))
    .where(eq(tenants.id, tenantId));
  if (!row) throw notFound();
  return {
    companyName: row.companyName || row.legalName || row.name,
    recipient: row.recipient ?? "",
    postalAddress: row.postalAddress || row.address,
  };
}

/** Who issues invoices, by the service's settings. */
export function issuerInUse(): InvoiceIssuer {
  const { INVOICE_ISSUER, INVOICE_REGISTRATION_NUMBER, INVOICE_ADDRESS } = env();
  return {
    name: INVOICE_ISSUER,
    registrationNumber: INVOICE_REGISTRATION_NUMBER,
    address: INVOICE_ADDRESS,
  };
}

/** The customer that pays under this id of the payment provider, or null when it has no environment (yet). */
export async function findPayer(customer: string): Promise<string | null> {
  const [row] = await controlDb().execute<{ id: string | null }>(
    sql`select tenant_of_payer(${customer}) as id`,
  );
  return row?.id ?? null;
}

/** Stored events about invoices of a payer, in the order in which they came. */
export async function listInvoiceEvents(customer: string): Promise<string[]> {
  const rows = await controlDb()
    .select({ id: paymentEvents.id })
    .from(paymentEvents)
    .where(
      and(
        sql`${paymentEvents.type} like 'invoice.%'`,
        sql`${paymentEvents.payload} -> 'data' -> 'object' ->> 'customer' = ${customer}`,
      ),
    )
    .orderBy(paymentEvents.receivedAt);
  return rows.map(({ id }) => id);
}
