import { eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { controlDb } from "@/db/client";
import { tenantLimits, tenantUsage } from "@/db/schema/limits";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import { defaultRampUp } from "@/lib/ramp-up/rules";
import { findSetting } from "@/lib/service-settings/queries";
import { hasRoom, type Limits, limitsOf, type QuotaName, quotaNames } from "./rules";

const limitColumns = {
  // First on purpose: drizzle takes a joined row for missing when the first column is null.
  tenantId: tenantLimits.tenantId,
  addresses: tenantLimits.addresses,
  monthlyMails: tenantLimits.monthlyMails,
  users: tenantLimits.users,
  mailsPerHour: tenantLimits.mailsPerHour,
};

/** The limits in force for the running transaction's customer. */
export async function readLimits(tx: Transaction, tenantId: string): Promise<Limits> {
  const [row] = await tx
    .select({ planId: tenants.planId, changed: limitColumns })
    .from(tenants)
    .leftJoin(tenantLimits, eq(tenantLimits.tenantId, tenants.id))
    .where(eq(tenants.id, tenantId));
  if (!row) throw notFound();
  return limitsOf(row.planId, row.changed ?? undefined, await findSetting("plan_limits", tx));
}

/** Whether the running transaction's customer has a limit of an hour or a day or owes an invoice: else no mail is counted. */
export const isSendingLimited = (tenantId: string): SQL<boolean> =>
  sql<boolean>`is_sending_limited(${tenantId}, ${defaultRampUp.days})`;

/** What is used of each limit now; mails count from the first of the month in Japan, as deliveries were started. */
const counts: Record<QuotaName, (tenantId: string) => ReturnType<typeof sql>> = {
  addresses: (tenantId) =>
    sql`select count(*)::int as used from addresses where tenant_id = ${tenantId}`,
  users: (tenantId) =>
    sql`select count(*)::int as used from users where tenant_id = ${tenantId} and state <> 'deactivated'`,
  monthlyMails: (tenantId) => sql`
    select coalesce(sum(b.audience - b.suppressed - b.cancelled), 0)::int as used
    from deliveries d join batches b on b.tenant_id = d.tenant_id and b.delivery_id = d.id
    where d.tenant_id = ${tenantId} and d.started_at >= date_trunc('month', now(), 'Asia/Tokyo')`,
};

export async function countUsed(
  tx: Transaction,
  tenantId: string,
  name: QuotaName,
): Promise<number> {
  const [row] = await tx.execute<{ used: number }>(counts[name](tenantId));
  return row?.used ?? 0;
}

/** What is used of each limit at this moment. */
export async function readUsed(
  tx: Transaction,
  tenantId: string,
): Promise<Record<QuotaName, number>> {
  const used: [QuotaName, number][] = [];
  for (const name of quotaNames) used.push([name, await countUsed(tx, tenantId, name)]);
  return Object.fromEntries(used) as Record<QuotaName, number>;
}

/** Throws `conflict` where `more` would pass the customer's limit. A limit that is far away costs no counting. */
export async function demandRoom(
  tx: Transaction,
  tenantId: string,
  name: QuotaName,
  more: number,
): Promise<void> {
  const limit = (await readLimits(tx, tenantId))[name];
  if (limit === null) return;
  const used = await countUsed(tx, tenantId, name);
  if (!hasRoom(limit, used, more)) {
    throw new AppError("conflict", `quotas.errors.${name}`, { params: { limit, used, more } });
  }
}

/** The caller's own limits and what is used of them now. */
export async function readQuotas(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, async (tx) => ({
    limits: await readLimits(tx, ctx.tenantId),
    used: await readUsed(tx, ctx.tenantId),
  }));
}

/** One customer as its operator may see it: plan, limits, counts. */
export async function getTenantQuotas(_operator: OperatorContext, tenantId: string) {
  const [row] = await controlDb()
    .select({
      id: tenants.id,
      accountId: tenants.accountId,
      name: tenants.name,
      state: tenants.state,
      planId: tenants.planId,
      storageRegion: tenants.storageRegion,
      createdAt: tenants.createdAt,
      changed: limitColumns,
      usage: {
        tenantId: tenantUsage.tenantId,
        addresses: tenantUsage.addresses,
        users: tenantUsage.users,
        mailsThisMonth: tenantUsage.mailsThisMonth,
        measuredAt: tenantUsage.measuredAt,
      },
    })
    .from(tenants)
    .leftJoin(tenantLimits, eq(tenantLimits.tenantId, tenants.id))
    .leftJoin(tenantUsage, eq(tenantUsage.tenantId, tenants.id))
    .where(eq(tenants.id, tenantId));
  if (!row) throw notFound();
  const plans = await findSetting("plan_limits");
  return {
    ...row,
    limits: limitsOf(row.planId, row.changed ?? undefined, plans),
    planLimits: limitsOf(row.planId, undefined, plans),
  };
}
