import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { isTimePosition, timeAt } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type CursorPage, cursorPage, decodeCursor, encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import { recipientActor, type UnsubscribeCause } from "@/lib/unsubscribe/rules";
import { isUuid } from "@/lib/uuid";
import type { HistoryKind } from "./rules";

export type HistoryEntry = {
  /** Unique within the address's history. */
  key: string;
  kind: HistoryKind;
  at: Date;
  delivery: { id: string; name: string } | null;
  /** Why a mail did not arrive or mail was stopped, as stored; how an address came in. */
  detail: string | null;
  /** What the recipient gave as the cause of a stop. */
  cause: UnsubscribeCause | null;
  comment: string;
  /** The audit entry's action and who did it; null stands for the recipient. */
  change: { action: string; actorName: string | null } | null;
};

export const historyPageSize = 30;

type Place = { after?: string | undefined; before?: string | undefined };
type Row = {
  key: string;
  kind: HistoryKind;
  position: string;
  delivery_id: string | null;
  delivery_name: string | null;
  detail: string | null;
  cause: UnsubscribeCause | null;
  comment: string | null;
  action: string | null;
  actor_name: string | null;
};

/** Everything that happened to an address, newest first: mails, reactions, stops and changes with who made them. */
export async function listAddressHistory(
  ctx: TenantContext,
  addressId: string,
  place: Place = {},
): Promise<CursorPage<HistoryEntry>> {
  authorize(ctx, "history:read");
  if (!isUuid(addressId)) throw notFound();
  const before = placeCondition(place.before, sql`>`);
  const after = before ? undefined : placeCondition(place.after, sql`<`);
  const direction = before ? sql`asc` : sql`desc`;
  const found = await readTransaction(ctx, (tx) =>
    tx.execute<Row>(sql`
      select h.key, h.kind, (extract(epoch from h.at) * 1000000)::bigint::text as position,
        h.delivery_id, d.name as delivery_name, h.detail, h.action, h.actor_name, s.cause, s.comment
      from (${everything(ctx.tenantId, addressId)}) h
      left join deliveries d on d.tenant_id = ${ctx.tenantId} and d.id = h.delivery_id
      left join addresses p on h.kind = 'stopped' and p.tenant_id = ${ctx.tenantId} and p.id = ${addressId}
      left join suppressions s on s.tenant_id = ${ctx.tenantId} and s.email = p.email
      where ${before ?? after ?? sql`true`}
      order by h.at ${direction}, h.key ${direction} limit ${historyPageSize + 1}`),
  );
  const from = before ? "before" : after ? "after" : "start";
  const page = cursorPage([...found], historyPageSize, from, (row) =>
    encodeCursor([row.position, row.key]),
  );
  return { ...page, rows: page.rows.map(entryOf) };
}

function placeCondition(cursor: string | undefined, operator: SQL): SQL | undefined {
  const [at, key] = decodeCursor(cursor, 2) ?? [];
  if (!at || !key || !isTimePosition(at)) return undefined;
  return sql`(h.at, h.key) ${operator} (${timeAt(at)}, ${key}::text collate "C")`;
}

const entryOf = (row: Row): HistoryEntry => ({
  key: row.key,
  kind: row.kind,
  at: new Date(Number(row.position) / 1000),
  delivery:
    row.delivery_id && row.delivery_name ? { id: row.delivery_id, name: row.delivery_name } : null,
  detail: row.detail,
  cause: row.cause,
  comment: row.comment ?? "",
  change: row.action ? { action: row.action, actorName: row.actor_name } : null,
});

/** All parts start from the address, so that each reads a handful of rows by its index. */
function everything(tenantId: string, addressId: string): SQL {
  return sql`
    select (m.kind || ':' || r.delivery_id || ':' || r.batch_no) collate "C" as key, m.kind, m.at,
      r.delivery_id, m.detail, null::text as action, null::text as actor_name
    from recipients r cross join lateral (values
      ('accepted', r.accepted_at, null), ('delivered', r.delivered_at, null),
      ('bounced', r.bounced_at, r.reason), ('complained', r.complained_at, null),
      ('opened', r.opened_at, null), ('clicked', r.clicked_at, null),
      ('unsubscribed', r.unsubscribed_at, null),
      (case when r.state in ('suppressed', 'failed', 'cancelled', 'unknown') then r.state end, r.updated_at, r.reason)
    ) as m (kind, at, detail)
    where r.tenant_id = ${tenantId} and r.address_id = ${addressId}
      and m.kind is not null and m.at is not null
    union all
    select ('event:' || e.id) collate "C", split_part(e.type, '.', 2), e.occurred_at, e.delivery_id,
      null, null, null
    from recipients r join provider_events e on e.tenant_id = ${tenantId}
      and e.delivery_id = r.delivery_id and e.batch_no = r.batch_no and e.address_id = r.address_id
    where r.tenant_id = ${tenantId} and r.address_id = ${addressId}
      and (e.type = 'email.opened' and e.occurred_at is distinct from r.opened_at
        or e.type = 'email.clicked' and e.occurred_at is distinct from r.clicked_at)
    union all
    select ('change:' || a.id) collate "C", 'change', a.at, null, null, a.action,
      case when a.actor_type = 'job' and a.actor_name = ${recipientActor} then null else a.actor_name end
    from audit_entries a
    where a.tenant_id = ${tenantId} and a.target_id = ${addressId} and a.target_type = 'address'
    union all
    select 'registered' collate "C", 'registered', p.created_at, null, p.source, null, null
    from addresses p where p.tenant_id = ${tenantId} and p.id = ${addressId} and p.source <> 'manual'
    union all
    select 'stopped' collate "C", 'stopped', s.created_at, s.delivery_id, s.reason, null, null
    from addresses p join suppressions s on s.tenant_id = ${tenantId} and s.email = p.email
    where p.tenant_id = ${tenantId} and p.id = ${addressId}`;
}
