import "server-only";
import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { billingAccounts, invoices } from "@/db/schema/billing";
import { readTransaction } from "@/db/transaction";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { findSetting } from "@/lib/service-settings/queries";
import { defaultGraceDays, stopsAt } from "./rules";

/** Days that an unpaid invoice leaves sending as it is. */
export async function readGraceDays(db?: Pick<Transaction, "select">): Promise<number> {
  return (await findSetting("payment_grace", db))?.days ?? defaultGraceDays;
}

export type Arrears = { unpaidSince: Date; stopsAt: Date; isStopped: boolean };

/** The customer's unpaid invoices, as every user may know them, or null. */
export async function findArrears(ctx: TenantContext): Promise<Arrears | null> {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, (tx) => readArrears(tx, ctx.tenantId));
}

/** A customer's unpaid invoices as its operator may see them, or null. */
export const findTenantArrears = (
  _operator: OperatorContext,
  tenantId: string,
): Promise<Arrears | null> => readArrears(controlDb(), tenantId);

async function readArrears(
  db: Pick<Transaction, "select">,
  tenantId: string,
): Promise<Arrears | null> {
  const [row] = await db
    .select({ unpaidSince: billingAccounts.unpaidSince, stoppedAt: billingAccounts.stoppedAt })
    .from(billingAccounts)
    .where(eq(billingAccounts.tenantId, tenantId));
  if (!row?.unpaidSince) return null;
  return {
    unpaidSince: row.unpaidSince,
    stopsAt: stopsAt(row.unpaidSince, await readGraceDays(db)),
    isStopped: row.stoppedAt !== null,
  };
}

/** Whether nothing may be sent for the running transaction's customer because an invoice stayed unpaid. */
export async function isSendingStopped(tx: Transaction, tenantId: string): Promise<boolean> {
  const [row] = await tx
    .select({ stoppedAt: billingAccounts.stoppedAt })
    .from(billingAccounts)
    .where(eq(billingAccounts.tenantId, tenantId));
  return row?.stoppedAt != null;
}

/** The invoice that has been unpaid for the longest time, or null. */
export async function findOldestUnpaid(tx: Transaction, tenantId: string) {
  const [row] = await tx
    .select({ id: invoices.id, number: invoices.number, failedAt: invoices.failedAt })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, tenantId),
        isNotNull(invoices.failedAt),
        isNull(invoices.paidAt),
        isNull(invoices.voidedAt),
      ),
    )
    .orderBy(asc(invoices.failedAt), asc(invoices.id))
    .limit(1);
  return row?.failedAt ? { ...row, failedAt: row.failedAt } : null;
}

/** Customers with an unpaid invoice or with a change of plan that is due. */
export async function listBillingDue(now: Date): Promise<string[]> {
  const rows = await controlDb().execute<{ id: string }>(
    sql`select id from list_billing_due(${now.toISOString()}::timestamptz) as id`,
  );
  return rows.map(({ id }) => id);
}
