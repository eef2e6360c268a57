import type { InvoiceLine } from "@/db/schema/billing";
import type { ProviderInvoice } from "./schema";

/** Consumption tax in per cent; everything on offer is taxed at the standard rate. */
export const taxRate = 10;

/** The tax within an amount that includes it, rounded down once: for an invoice's total at one rate, never line by line. */
export const taxIncluded = (amount: number): number =>
  Math.trunc((amount * taxRate) / (100 + taxRate)) + 0;

/** Whether a text is a registration number of a qualified invoice issuer: T and 13 digits. */
export const isRegistrationNumber = (text: string): boolean => /^T\d{13}$/.test(text);

/** What an event says of an invoice; null for events that say nothing of payment. */
export type InvoiceFact = "paid" | "failed" | "voided" | "issued";
const facts: Record<string, InvoiceFact> = {
  "invoice.finalized": "issued",
  "invoice.paid": "paid",
  "invoice.payment_succeeded": "paid",
  "invoice.payment_failed": "failed",
  "invoice.voided": "voided",
};
export const invoiceFact = (type: string): InvoiceFact | null => facts[type] ?? null;

export const invoiceStates = ["paid", "voided", "failed", "open"] as const;
export type InvoiceState = (typeof invoiceStates)[number];

/** An invoice's state by what is known of it: payment counts whatever failed before or is told later. */
export function invoiceState(invoice: {
  paidAt: Date | null;
  voidedAt: Date | null;
  failedAt: Date | null;
}): InvoiceState {
  if (invoice.paidAt) return "paid";
  if (invoice.voidedAt) return "voided";
  return invoice.failedAt ? "failed" : "open";
}

const atSecond = (seconds: number): Date => new Date(seconds * 1000);

/** An invoice as it is kept; the columns of `fact` hold the time of the event that told it. */
export function invoiceRow(invoice: ProviderInvoice, fact: InvoiceFact, toldAt: number) {
  const lines: InvoiceLine[] = invoice.lines.data.map(({ description, amount }) => ({
    description: description ?? "",
    amount,
  }));
  return {
    providerId: invoice.id,
    number: invoice.number ?? invoice.id,
    issuedAt: atSecond(invoice.status_transitions?.finalized_at ?? invoice.created),
    lines,
    total: invoice.total,
    paidAt: fact === "paid" ? atSecond(toldAt) : null,
    failedAt: fact === "failed" ? atSecond(toldAt) : null,
    voidedAt: fact === "voided" ? atSecond(toldAt) : null,
  };
}
