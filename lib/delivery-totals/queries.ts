import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import {
  completeRange,
  type DayRange,
  type DeliveryTotals,
  noTotals,
  type PeriodUnit,
  unitOf,
} from "./rules";

const counters = [
  "audience",
  "queued",
  "sending",
  "accepted",
  "delivered",
  "bounced",
  "opened",
  "opened_automatically",
  "clicked",
  "complained",
] as const;

type Counter = (name: (typeof counters)[number]) => SQL;

/** A counter of the joined delivery: rolled up where it rests, else summed from its batches. */
const counter: Counter = (name) =>
  sql`coalesce(t.${sql.identifier(name)}, b.${sql.identifier(name)}, 0)`;
const sentOf = (of: Counter): SQL =>
  sql`(${of("accepted")} + ${of("delivered")} + ${of("bounced")})`;
const sent = sentOf(counter);

/** Joins the counters to `deliveries d`; batches are read only where the delivery is not rolled up. */
const withCounters = sql`left join delivery_totals t on t.tenant_id = d.tenant_id and t.delivery_id = d.id
  left join lateral (
    select ${sql.join(
      counters.map((name) => sql`sum(${sql.identifier(name)}) as ${sql.identifier(name)}`),
      sql`, `,
    )}
    from batches where t.delivery_id is null and tenant_id = d.tenant_id and delivery_id = d.id
  ) b on true`;

const totalsOf = (of: Counter): SQL => sql`${of("audience")}::float8 as audience,
  ${sentOf(of)}::float8 as sent, ${of("delivered")}::float8 as delivered, ${of("opened")}::float8 as opened,
  ${of("opened_automatically")}::float8 as "openedAutomatically",
  ${of("clicked")}::float8 as clicked, ${of("complained")}::float8 as complained,
  ${of("bounced")}::float8 as bounced, (${of("queued")} + ${of("sending")})::float8 as open`;

const rolledUp = totalsOf((name) => sql`${sql.identifier(name)}`);
const summed = totalsOf((name) => sql`sum(${sql.identifier(name)})`);

/** What became of each of the deliveries, as far as they have recipients. */
export async function sumDeliveries(
  ctx: TenantContext,
  ids: readonly string[],
): Promise<Map<string, DeliveryTotals>> {
  authorize(ctx, "deliveries:read");
  if (ids.length === 0) return new Map();
  const among = (some: readonly string[]) =>
    sql`tenant_id = ${ctx.tenantId} and delivery_id = any(${sql.param([...some])}::uuid[])`;
  return readTransaction(ctx, async (tx) => {
    const read = async (statement: SQL) =>
      (await tx.execute<DeliveryTotals & { id: string }>(statement)).map(
        ({ id, ...found }): [string, DeliveryTotals] => [id, found],
      );
    const found = new Map(
      await read(
        sql`select delivery_id as id, ${rolledUp} from delivery_totals where ${among(ids)}`,
      ),
    );
    const others = ids.filter((id) => !found.has(id));
    if (others.length === 0) return found;
    return new Map([
      ...found,
      ...(await read(
        sql`select delivery_id as id, ${summed} from batches where ${among(others)} group by delivery_id`,
      )),
    ]);
  });
}

/** What became of one delivery; nothing of one that is not there. */
export async function getTotals(ctx: TenantContext, id: string): Promise<DeliveryTotals> {
  authorize(ctx, "deliveries:read");
  return (await sumDeliveries(ctx, [id])).get(id) ?? noTotals;
}

export type PeriodTotals = {
  /** `2026-11-24`, the first day in Japan of the period in which the deliveries started. */
  day: string;
  deliveries: number;
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  bounced: number;
  complained: number;
};
export type CourseTotals = {
  /** Days in Japan, both included. */
  from: string;
  to: string;
  unit: PeriodUnit;
  periods: PeriodTotals[];
};

/** What became of the deliveries that started in the range, by days or months in Japan; every one of them has a row. */
export async function getCourseTotals(ctx: TenantContext, range: DayRange): Promise<CourseTotals> {
  authorize(ctx, "deliveries:read");
  const { from, to } = completeRange(range, new Date());
  const unit = unitOf(from, to);
  const sum = (expression: SQL) => sql`coalesce(sum(${expression}), 0)::float8`;
  const periods = await readTransaction(ctx, (tx) =>
    tx.execute<PeriodTotals>(sql`
      with found as (
        select date_trunc(${unit}, d.started_at at time zone 'Asia/Tokyo')::date as day,
          count(*) as deliveries, ${sum(sent)} as sent, ${sum(counter("delivered"))} as delivered,
          ${sum(counter("opened"))} as opened, ${sum(counter("clicked"))} as clicked,
          ${sum(counter("bounced"))} as bounced, ${sum(counter("complained"))} as complained
        from deliveries d ${withCounters}
        where d.tenant_id = ${ctx.tenantId} and ${startedIn({ from, to })}
        group by 1
      )
      select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(f.deliveries, 0)::float8 as deliveries,
        coalesce(f.sent, 0) as sent, coalesce(f.delivered, 0) as delivered,
        coalesce(f.opened, 0) as opened, coalesce(f.clicked, 0) as clicked,
        coalesce(f.bounced, 0) as bounced, coalesce(f.complained, 0) as complained
      from generate_series(date_trunc(${unit}, ${from}::date::timestamp), ${to}::date::timestamp,
        ${`1 ${unit}`}::interval) as days(day)
      left join found f on f.day = days.day order by days.day`),
  );
  return { from, to, unit, periods: [...periods] };
}

/** Holds for a delivery `d` that started on one of the days in Japan. */
const startedIn = ({ from, to }: { from: string; to: string }): SQL =>
  sql`d.started_at >= ${`${from}T00:00:00+09:00`}::timestamptz
    and d.started_at < ${`${to}T00:00:00+09:00`}::timestamptz + interval '1 day'`;

export type ComparedDelivery = DeliveryTotals & {
  id: string;
  name: string;
  subject: string;
  startedAt: Date | null;
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
      select d.id, d.name, d.subject, d.started_at as "startedAt", ${totalsOf(counter)}
      from deliveries d ${withCounters}
      where d.tenant_id = ${ctx.tenantId} and d.id = any(${sql.param([...ids])}::uuid[])
        and d.state <> 'draft'
      order by d.started_at nulls last, d.id`),
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt ? new Date(row.startedAt) : null }));
}
