import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type DayTotals = {
  /** `2026-11-24`, the day in Japan on which the deliveries started. */
  day: string;
  sent: number;
  delivered: number;
  opened: number;
  bounced: number;
};

export const shownDays = 30;

const sent = sql`b.accepted + b.delivered + b.bounced`;
const sum = (expression: SQL) => sql`coalesce(sum(${expression}), 0)::float8`;

/** What became of the deliveries of the last thirty days, from the batches' counters; every day has a row. */
export async function getDailyTotals(ctx: TenantContext): Promise<DayTotals[]> {
  authorize(ctx, "deliveries:read");
  const today = sql`(now() at time zone 'Asia/Tokyo')::date`;
  return readTransaction(ctx, async (tx) => [
    ...(await tx.execute<DayTotals>(sql`
      with totals as (
        select (d.started_at at time zone 'Asia/Tokyo')::date as day, ${sum(sent)} as sent,
          ${sum(sql`b.delivered`)} as delivered, ${sum(sql`b.opened`)} as opened,
          ${sum(sql`b.bounced`)} as bounced
        from deliveries d join batches b on b.tenant_id = d.tenant_id and b.delivery_id = d.id
        where d.tenant_id = ${ctx.tenantId}
          and d.started_at >= (${today} - ${shownDays - 1}::int)::timestamp at time zone 'Asia/Tokyo'
        group by 1
      )
      select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(t.sent, 0) as sent,
        coalesce(t.delivered, 0) as delivered, coalesce(t.opened, 0) as opened,
        coalesce(t.bounced, 0) as bounced
      from generate_series(${today} - ${shownDays - 1}::int, ${today}, interval '1 day') as days(day)
      left join totals t on t.day = days.day order by days.day`)),
  ]);
}

export type ComparedDelivery = {
  id: string;
  name: string;
  subject: string;
  startedAt: Date | null;
  audience: number;
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  bounced: number;
  complained: number;
};

/** The deliveries side by side, the earliest first; drafts and those of others are left out. */
export async function compareDeliveries(
  ctx: TenantContext,
  ids: readonly string[],
): Promise<ComparedDelivery[]> {
  authorize(ctx, "deliveries:read");
  if (ids.length === 0) return [];
  type Row = Omit<ComparedDelivery, "startedAt"> & { startedAt: string | null };
  const rows = await readTransaction(ctx, (tx) =>
    tx.execute<Row>(sql`
      select d.id, d.name, d.subject, d.started_at as "startedAt",
        ${sum(sql`b.audience`)} as audience, ${sum(sent)} as sent,
        ${sum(sql`b.delivered`)} as delivered, ${sum(sql`b.opened`)} as opened,
        ${sum(sql`b.clicked`)} as clicked, ${sum(sql`b.bounced`)} as bounced,
        ${sum(sql`b.complained`)} as complained
      from deliveries d
      left join batches b on b.tenant_id = d.tenant_id and b.delivery_id = d.id
      where d.tenant_id = ${ctx.tenantId} and d.id = any(${sql.param([...ids])}::uuid[])
        and d.state <> 'draft'
      group by d.tenant_id, d.id order by d.started_at nulls last, d.id`),
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt ? new Date(row.startedAt) : null }));
}
