import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { tenantLimits, tenantUsage } from "@/db/schema/limits";
import { transaction } from "@/db/transaction";
import { isSendingStopped } from "@/lib/arrears/queries";
import { recordOperatorAudit } from "@/lib/audit/record";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { enqueue } from "@/lib/queue/enqueue";
import { countUsed, getTenantQuotas, readLimits } from "./queries";
import type { SetTenantLimitsInput } from "./schema";

/** Sets what one customer may use; it holds from the customer's next act on. */
export async function setTenantLimits(
  operator: OperatorContext,
  { tenantId, ...limits }: SetTenantLimitsInput,
): Promise<void> {
  const { changed } = await getTenantQuotas(operator, tenantId);
  await controlDb().transaction(async (tx) => {
    const written = { ...limits, updatedAt: new Date() };
    await tx
      .insert(tenantLimits)
      .values({ tenantId, ...written })
      .onConflictDoUpdate({ target: tenantLimits.tenantId, set: written });
    await recordOperatorAudit(tx, operator, {
      action: "tenant.limits_changed",
      targetType: "tenant",
      targetId: tenantId,
      details: { before: changed, after: limits },
    });
  });
}

/** Counts what one customer uses, so that the console and the operator need not. */
export async function measureUsage(ctx: TenantContext): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx) => {
    const { tenantId } = ctx;
    const written = {
      addresses: await countUsed(tx, tenantId, "addresses"),
      users: await countUsed(tx, tenantId, "users"),
      mailsThisMonth: await countUsed(tx, tenantId, "monthlyMails"),
      measuredAt: new Date(),
    };
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
 * Takes up to `wanted` mails from the customer's allowance of this hour and returns how many it got: none while an
 * invoice stayed unpaid. Without an hourly limit nothing is written.
 */
export async function takeAllowance(ctx: TenantContext, wanted: number): Promise<number> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    if (await isSendingStopped(tx, ctx.tenantId)) return 0;
    const { mailsPerHour } = await readLimits(tx, ctx.tenantId);
    if (mailsPerHour === null) return wanted;
    await tx.execute(sql`
      insert into tenant_usage (tenant_id) values (${ctx.tenantId}) on conflict do nothing`);
    const [row] = await tx.execute<{ given: number }>(sql`
      with held as (
        select tenant_id,
          case when hour_start = date_trunc('hour', now()) then hour_mails else 0 end as used
        from tenant_usage where tenant_id = ${ctx.tenantId} for update
      )
      update tenant_usage u set hour_start = date_trunc('hour', now()),
        hour_mails = held.used + greatest(0, least(${wanted}::int, ${mailsPerHour}::int - held.used))
      from held where u.tenant_id = held.tenant_id
      returning greatest(0, least(${wanted}::int, ${mailsPerHour}::int - held.used)) as given`);
    return row?.given ?? 0;
  });
}

/** Gives back what `takeAllowance` had given and nobody used. */
export async function giveBackAllowance(ctx: TenantContext, unused: number): Promise<void> {
  authorize(ctx, "deliveries:send");
  if (unused <= 0) return;
  await transaction(ctx, (tx) =>
    tx.execute(sql`
      update tenant_usage set hour_mails = greatest(0, hour_mails - ${unused})
      where tenant_id = ${ctx.tenantId} and hour_start = date_trunc('hour', now())`),
  );
}
