import { eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { tenantLimits, tenantUsage } from "@/db/schema/limits";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { isSendingStopped } from "@/lib/arrears/queries";
import { recordOperatorAudit } from "@/lib/audit/record";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { enqueue } from "@/lib/queue/enqueue";
import { readDailyCap } from "@/lib/ramp-up/queries";
import { readLimits, readUsed } from "./queries";
import type { SetTenantLimitsInput } from "./schema";

/** Sets what one customer may use; it holds from the customer's next act on. */
export async function setTenantLimits(
  operator: OperatorContext,
  { tenantId, ...limits }: SetTenantLimitsInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const before = await lockLimits(tx, tenantId);
    await tx
      .update(tenantLimits)
      .set({ ...limits, updatedAt: new Date() })
      .where(eq(tenantLimits.tenantId, tenantId));
    await recordOperatorAudit(tx, operator, {
      action: "tenant.limits_changed",
      targetType: "tenant",
      targetId: tenantId,
      details: { before, after: limits },
      tenantIds: [tenantId],
    });
  });
}

/** The customer's own limits, locked for the transaction, so that of two changes at once each knows what it changes. */
async function lockLimits(tx: Transaction, tenantId: string) {
  const [tenant] = await tx
    .select({ id: tenants.id })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  if (!tenant) throw notFound();
  await tx.insert(tenantLimits).values({ tenantId }).onConflictDoNothing();
  const { addresses, monthlyMails, users, mailsPerHour } = tenantLimits;
  const [locked] = await tx
    .select({ addresses, monthlyMails, users, mailsPerHour })
    .from(tenantLimits)
    .where(eq(tenantLimits.tenantId, tenantId))
    .for("update");
  return locked;
}

/** Counts what one customer uses, so that the operator need not: its role sees no address book. */
export async function measureUsage(ctx: TenantContext): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx) => {
    const { tenantId } = ctx;
    const { monthlyMails: mailsThisMonth, ...used } = await readUsed(tx, tenantId);
    const written = { ...used, mailsThisMonth, measuredAt: new Date() };
    await tx
      .insert(tenantUsage)
      .values({ tenantId, ...written })
      .onConflictDoUpdate({ target: tenantUsage.tenantId, set: written });
  });
}

const tenantsMost = 100_000;

/** Has every customer counted, one job each, so that a large one keeps nobody waiting. */
export async function enqueueMeasurements(): Promise<void> {
  const rows = await controlDb().execute<{ id: string }>(
    sql`select id from list_tenant_ids(null, ${tenantsMost}) as id`,
  );
  for (const { id } of rows) {
    await enqueue(controlDb(), "quotas.measure-one", { tenantId: id }, { jobKey: `quotas:${id}` });
  }
}

/**
 * Takes up to `wanted` mails from the customer's allowance of this hour, and of this day while it is new; returns how
 * many it got: none while an invoice stayed unpaid. Without such a limit nothing is written.
 */
export async function takeAllowance(ctx: TenantContext, wanted: number): Promise<number> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    if (await isSendingStopped(tx, ctx.tenantId)) return 0;
    const [{ mailsPerHour }, cap] = await Promise.all([
      readLimits(tx, ctx.tenantId),
      readDailyCap(tx, ctx.tenantId),
    ]);
    if (mailsPerHour === null && !cap) return wanted;
    await tx.execute(sql`
      insert into tenant_usage (tenant_id) values (${ctx.tenantId}) on conflict do nothing`);
    const [row] = await tx.execute<{ given: number }>(sql`
      with held as (
        select tenant_id,
          case when hour_start = date_trunc('hour', now()) then hour_mails else 0 end as hour_used,
          case when day_start = ${today} then day_mails else 0 end as day_used
        from tenant_usage where tenant_id = ${ctx.tenantId} for update
      ), taken as (
        select *, greatest(0, least(${wanted}::int, ${mailsPerHour}::int - hour_used,
          ${cap?.mails ?? null}::int - day_used)) as given from held
      )
      update tenant_usage u set hour_start = date_trunc('hour', now()), hour_mails = taken.hour_used + taken.given,
        day_start = ${today}, day_mails = taken.day_used + taken.given
      from taken where u.tenant_id = taken.tenant_id
      returning taken.given`);
    return row?.given ?? 0;
  });
}

const today = sql`date_trunc('day', now(), 'Asia/Tokyo')`;

/** Gives back what `takeAllowance` had given and nobody used. */
export async function giveBackAllowance(ctx: TenantContext, unused: number): Promise<void> {
  authorize(ctx, "deliveries:send");
  if (unused <= 0) return;
  await transaction(ctx, (tx) =>
    tx.execute(sql`
      update tenant_usage set
        hour_mails = greatest(0, hour_mails - case when hour_start = date_trunc('hour', now()) then ${unused}::int else 0 end),
        day_mails = greatest(0, day_mails - case when day_start = ${today} then ${unused}::int else 0 end)
      where tenant_id = ${ctx.tenantId}
        and (hour_start = date_trunc('hour', now()) or day_start = ${today})`),
  );
}
