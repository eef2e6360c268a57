import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { periodOf } from "./rules";

/** Far from what a smallint holds. */
const countMost = 30_000;

/**
 * Adds the events of these ids to the hours at which their addresses react: own opens and clicks of people, once for each mail
 * and clock hour. Call it once for each event, in the transaction that marks it as applied. An address that is being changed
 * at the moment is left out: waiting for it here could block both sides, and one reaction less does no harm.
 */
export async function learnHours(
  tx: Transaction,
  tenantId: string,
  eventIds: readonly string[],
): Promise<void> {
  await tx.execute(sql`
    with reacted as materialized (
      select e.address_id, extract(hour from e.occurred_at at time zone 'Asia/Tokyo')::int as hour, count(*) as count
      from provider_events e
      where e.tenant_id = ${tenantId} and e.id = any(${sql.param(eventIds)}::text[]) and starts_with(e.id, 'own:')
        and e.type in ('email.opened', 'email.clicked') and e.payload #>> '{data,automatic}' is null
        and not exists (select from provider_events x
          where x.tenant_id = e.tenant_id and x.delivery_id = e.delivery_id and x.batch_no = e.batch_no
            and x.address_id = e.address_id and starts_with(x.id, 'own:') and x.payload #>> '{data,automatic}' is null
            and date_trunc('hour', x.occurred_at) = date_trunc('hour', e.occurred_at)
            and (x.occurred_at, x.id) < (e.occurred_at, e.id))
      group by 1, 2
    ), known as materialized (
      select a.id from addresses a
      where a.tenant_id = ${tenantId} and a.id in (select address_id from reacted)
      order by a.id for key share skip locked
    ), added as (
      select known.id, array_agg(coalesce(r.count, 0) order by h.hour) as hours, sum(r.count) as count
      from known cross join generate_series(0, 23) as h (hour)
      left join reacted r on r.address_id = known.id and r.hour = h.hour
      group by known.id
    )
    insert into address_hours as h (tenant_id, address_id, period, recent, total, recent_count, total_count)
    select ${tenantId}::uuid, id, ${periodOf(new Date())}::smallint, hours, hours, count, count
    from added order by id
    on conflict (tenant_id, address_id) do update set period = excluded.period, updated_at = now(),
      recent = case when h.period = excluded.period then ${sumOf("recent")} else excluded.recent end,
      total = case h.period when excluded.period then ${sumOf("total")}
        when excluded.period - 1 then ${sumOf("recent")} else excluded.total end,
      recent_count = least(${countMost}, excluded.recent_count
        + case when h.period = excluded.period then h.recent_count else 0 end),
      total_count = least(${countMost}, excluded.total_count + case h.period
        when excluded.period then h.total_count when excluded.period - 1 then h.recent_count else 0 end)`);
}

/** What is stored in one of the columns and what is new, hour by hour. */
const sumOf = (column: "recent" | "total") => sql`array(
  select least(${countMost}, one + other)
  from unnest(h.${sql.identifier(column)}, excluded.recent) with ordinality as u (one, other, place) order by place)`;
