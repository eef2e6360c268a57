import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { TallyKind } from "@/db/values";
import { bucketsMost, courseOrigin, courseSteps, listedMost } from "@/lib/delivery-tallies/rules";
import { missedStates, recipientStateList } from "@/lib/history/rules";

const domainKey = sql`lower(substring(r.email from '[^@]*$'))`;

const outcomes = sql`count(*)::int as audience,
  count(*) filter (where r.state in ('accepted', 'delivered', 'bounced'))::int as sent,
  count(*) filter (where r.state = 'delivered')::int as delivered,
  count(*) filter (where r.state = 'bounced')::int as bounced,
  count(r.complained_at)::int as complained, count(r.opened_at)::int as opened,
  count(r.clicked_at)::int as clicked`;

/** Who was counted, in the log's order, where they are few. */
const listed = sql.join(
  ["batch_no", "address_id"].map(
    (name) => sql`case when count(*) <= ${listedMost}::int
      then array_agg(r.${sql.identifier(name)} order by r.batch_no, r.address_id) end as ${sql.identifier(`${name}s`)}`,
  ),
  sql`, `,
);

const counters = sql.join(
  [...recipientStateList, "opened", "clicked", "complained"].map(
    (name) => sql`(${name}, r.${sql.identifier(name)})`,
  ),
  sql`, `,
);

const missed = sql`(${sql.join(
  missedStates.map((state) => sql`${state}`),
  sql`, `,
)})`;

/** The same of a batch `r`. */
const missedCount = sql.join(
  missedStates.map((state) => sql`r.${sql.identifier(state)}`),
  sql` + `,
);

/** As fine a step as any chart needs that reaches from the start to this time. */
const courseStep = sql`make_interval(secs => case ${sql.join(
  courseSteps.map(
    (step) =>
      sql`when e.at <= d.started_at + ${step * bucketsMost}::int * interval '1 second' then ${step}::int`,
  ),
  sql` `,
)} else ${courseSteps.at(-1) ?? 0}::int end)`;

/** Rows of one kind as `delivery_tallies` has them, counted from the rows of `recipients r` for which `where` holds. */
export function tallySelect(kind: TallyKind, where: SQL): SQL {
  if (kind === "course") return courseSelect(where);
  if (kind === "view") return viewSelect(where);
  if (kind === "domain")
    return sql`select ${domainKey} as key, ${outcomes}, ${listed} from recipients r where ${where} group by 1`;
  return sql`select reason_key(r.state, r.reason) as key, ${outcomes}, ${listed} from recipients r
    where ${where} and r.state in ${missed} group by 1`;
}

function courseSelect(where: SQL): SQL {
  const at = (name: string) => sql`count(*) filter (where e.kind = ${name})::int`;
  return sql`
    select extract(epoch from date_bin(${courseStep}, e.at, to_timestamp(${courseOrigin})))::bigint::text as key,
      0 as audience, ${at("sent")} as sent, ${at("delivered")} as delivered, ${at("bounced")} as bounced,
      ${at("complained")} as complained, ${at("opened")} as opened, ${at("clicked")} as clicked,
      null::int[] as batch_nos, null::uuid[] as address_ids
    from recipients r join deliveries d on d.tenant_id = r.tenant_id and d.id = r.delivery_id
    cross join lateral (values ('sent', r.accepted_at), ('delivered', r.delivered_at), ('bounced', r.bounced_at),
      ('complained', r.complained_at), ('opened', r.opened_at), ('clicked', r.clicked_at)) as e(kind, at)
    where ${where} and e.at is not null group by 1`;
}

/** The batches' counters tell how many each view shows, so that only those who are to be listed are gathered. */
function viewSelect(where: SQL): SQL {
  return sql`
    with counted as materialized (
      select v.key, sum(v.found)::int as audience from batches r cross join lateral (values ('all', r.audience),
        ('missed', ${missedCount}), ${counters}) as v(key, found)
      where ${where} group by 1 having sum(v.found) > 0
    ), listed as (
      select v.key, ${listed} from recipients r cross join lateral (values (r.state, true),
        ('missed', r.state in ${missed}), ('opened', r.opened_at is not null), ('clicked', r.clicked_at is not null),
        ('complained', r.complained_at is not null)) as v(key, holds)
      where ${where} and (r.state <> all(array(select key from counted where audience > ${listedMost}::int))
        or coalesce(r.opened_at, r.clicked_at, r.complained_at) is not null)
        and v.holds and v.key = any(array(select key from counted where audience <= ${listedMost}::int))
      group by 1
    )
    select c.key, c.audience, 0 as sent, 0 as delivered, 0 as bounced, 0 as complained, 0 as opened, 0 as clicked,
      l.batch_nos, l.address_ids
    from counted c left join listed l on l.key = c.key`;
}
