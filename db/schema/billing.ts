import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { at, createdAt, id, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

/** To whom invoices go, which plan follows, and how far an unpaid invoice has come. */
export const billingAccounts = pgTable(
  "billing_accounts",
  {
    tenantId: tenantId().references(() => tenants.id),
    companyName: text("company_name").notNull().default(""),
    recipient: text("recipient").notNull().default(""),
    postalAddress: text("postal_address").notNull().default(""),
    /** A smaller plan that begins with the next period. */
    nextPlanId: text("next_plan_id"),
    nextPlanAt: at("next_plan_at"),
    /** When the oldest invoice that is still unpaid could not be charged. */
    unpaidSince: at("unpaid_since"),
    /** From when on nothing is changed or sent until the unpaid invoice is paid. */
    stoppedAt: at("stopped_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    index("billing_accounts_due")
      .on(t.nextPlanAt, t.unpaidSince)
      .where(sql`next_plan_at is not null or unpaid_since is not null`),
    ...tenantPolicies("billing_accounts"),
  ],
);

/** Which plan a customer had from when to when; a customer that never changed it has no row. */
export const planPeriods = pgTable(
  "plan_periods",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    planId: text("plan_id").notNull(),
    startedAt: at("started_at").notNull(),
    endedAt: at("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("plan_periods_current").on(t.tenantId).where(sql`ended_at is null`),
    ...tenantPolicies("plan_periods"),
  ],
);

/** Amounts are in yen with tax included, as they are charged. */
export type InvoiceLine = { description: string; amount: number };
export type InvoiceIssuer = { name: string; registrationNumber: string; address: string };
export type InvoiceRecipient = { companyName: string; recipient: string; postalAddress: string };

/** What the payment provider charged, with the names that counted when it was issued. */
export const invoices = pgTable(
  "invoices",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    providerId: text("provider_id").notNull(),
    number: text("number").notNull(),
    issuedAt: at("issued_at").notNull(),
    lines: jsonb("lines").$type<InvoiceLine[]>().notNull(),
    total: integer("total").notNull(),
    issuer: jsonb("issuer").$type<InvoiceIssuer>().notNull(),
    recipient: jsonb("recipient").$type<InvoiceRecipient>().notNull(),
    paidAt: at("paid_at"),
    failedAt: at("failed_at"),
    voidedAt: at("voided_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("invoices_tenant_id_provider_id_unique").on(t.tenantId, t.providerId),
    index("invoices_newest").on(t.tenantId, t.issuedAt, t.id),
    ...tenantPolicies("invoices"),
  ],
);
