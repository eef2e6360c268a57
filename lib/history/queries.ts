import "server-only";
import { and, asc, count, eq, inArray, type SQL, sql } from "drizzle-orm";
import { batches, recipients } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { noteBulkRead } from "@/lib/audit/bulk-read";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import {
  bucketSeconds,
  isRecipientMark,
  type LogView,
  type RecipientState,
  statesOf,
} from "./rules";
import type { LogFilter } from "./schema";

export type LogRow = {
  batchNo: number;
  addressId: string;
  email: string;
  state: RecipientState;
  reason: string | null;
  /** When the state was reached. */
  at: Date;
  acceptedAt: Date | null;
  deliveredAt: Date | null;
  bouncedAt: Date | null;
  openedAt: Date | null;
  clickedAt: Date | null;
  complainedAt: Date | null;
  unsubscribedAt: Date | null;
};
export type LogPage = { rows: LogRow[]; next: string | null };
export type LogPosition = { after: string | undefined; size: number };

const stateAt = sql`case ${recipients.state}
  when 'accepted' then ${recipients.acceptedAt}
  when 'delivered' then ${recipients.deliveredAt}
  when 'bounced' then ${recipients.bouncedAt} end`;

/** One page of a delivery's recipients in their fixed order. */
export async function listRecipients(
  ctx: TenantContext,
  deliveryId: string,
  filter: LogFilter,
  { after, size }: LogPosition,
): Promise<LogPage> {
  authorize(ctx, "history:read");
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select({
        batchNo: recipients.batchNo,
        addressId: recipients.addressId,
        email: recipients.email,
        state: recipients.state,
        reason: recipients.reason,
        at: sql`coalesce(${stateAt}, ${recipients.updatedAt})`.mapWith(recipients.updatedAt),
        acceptedAt: recipients.acceptedAt,
        deliveredAt: recipients.deliveredAt,
        bouncedAt: recipients.bouncedAt,
        openedAt: recipients.openedAt,
        clickedAt: recipients.clickedAt,
        complainedAt: recipients.complainedAt,
        unsubscribedAt: recipients.unsubscribedAt,
      })
      .from(recipients)
      .where(
        and(
          eq(recipients.tenantId, ctx.tenantId),
          eq(recipients.deliveryId, deliveryId),
          ...viewConditions(filter.view),
          ...prefixCondition(filter.q),
          ...afterCondition(after),
        ),
      )
      .orderBy(asc(recipients.batchNo), asc(recipients.addressId))
      .limit(size + 1),
  );
  const rows = found.slice(0, size);
  await noteBulkRead(ctx, {
    subject: "recipient",
    shown: rows.length,
    filter,
    isSearch: filter.q !== "",
    targetId: deliveryId,
  });
  const last = rows.at(-1);
  const cursor = last && encodeCursor([String(last.batchNo), last.addressId]);
  return { rows, next: found.length > size && cursor ? cursor : null };
}

const markColumns = {
  opened: recipients.openedAt,
  clicked: recipients.clickedAt,
  complained: recipients.complainedAt,
  unsubscribed: recipients.unsubscribedAt,
};

function viewConditions(view: LogView): SQL[] {
  if (isRecipientMark(view)) return [sql`${markColumns[view]} is not null`];
  const states = statesOf(view);
  return states ? [inArray(recipients.state, [...states])] : [];
}

/** A range instead of LIKE: byte comparison is leakproof, so it may run before the row's policy. */
function prefixCondition(prefix: string): SQL[] {
  if (prefix === "") return [];
  return [sql`${recipients.email} >= ${prefix} and ${recipients.email} < ${`${prefix}\u{10FFFF}`}`];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function afterCondition(after: string | undefined): SQL[] {
  const [batchNo = "", addressId = ""] = decodeCursor(after, 2) ?? [];
  if (!/^\d{1,9}$/.test(batchNo) || !uuid.test(addressId)) return [];
  return [
    sql`(${recipients.batchNo}, ${recipients.addressId}) > (${Number(batchNo)}::int, ${addressId}::uuid)`,
  ];
}

export type Reactions = { opened: number; clicked: number; complained: number };

/** What recipients did with the mail, from the batches' counters. */
export async function getReactions(ctx: TenantContext, deliveryId: string): Promise<Reactions> {
  authorize(ctx, "deliveries:read");
  const sum = (column: SQL) => sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);
  const [found] = await readTransaction(ctx, (tx) =>
    tx
      .select({
        opened: sum(sql`${batches.opened}`),
        clicked: sum(sql`${batches.clicked}`),
        complained: sum(sql`${batches.complained}`),
      })
      .from(batches)
      .where(and(eq(batches.tenantId, ctx.tenantId), eq(batches.deliveryId, deliveryId))),
  );
  return found ?? { opened: 0, clicked: 0, complained: 0 };
}

export type TimelineBucket = {
  at: Date;
  accepted: number;
  delivered: number;
  opened: number;
  bounced: number;
};
export type Timeline = { seconds: number; buckets: TimelineBucket[] };

/** What happened when, in equal steps over the delivery's whole course. */
export async function getTimeline(ctx: TenantContext, deliveryId: string): Promise<Timeline> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx) => {
    const own = sql`tenant_id = ${ctx.tenantId} and delivery_id = ${deliveryId}`;
    const [span] = await tx.execute<{ from: string | null; until: string | null }>(sql`
      select least(min(accepted_at), min(bounced_at)) as from, greatest(max(accepted_at),
        max(delivered_at), max(bounced_at), max(opened_at)) as until
      from ${recipients} where ${own}`);
    if (!span?.from || !span.until) return { seconds: 60, buckets: [] };
    const seconds = bucketSeconds(new Date(span.from), new Date(span.until));
    const bin = (column: SQL) =>
      sql`date_bin(${seconds}::int * interval '1 second', ${column}, '2000-01-01 00:00+09'::timestamptz)`;
    const rows = await tx.execute<{ at: string; kind: keyof TimelineBucket; count: string }>(sql`
      select ${bin(sql`e.at`)} as at, e.kind, count(*) as count
      from ${recipients} r cross join lateral (values ('accepted', r.accepted_at),
        ('delivered', r.delivered_at), ('opened', r.opened_at), ('bounced', r.bounced_at)) as e(kind, at)
      where r.tenant_id = ${ctx.tenantId} and r.delivery_id = ${deliveryId} and e.at is not null
      group by 1, 2 order by 1`);
    return { seconds, buckets: gatherBuckets(rows, seconds) };
  });
}

const mostBuckets = 200;

/** One bucket for every step from the first to the last, empty ones too. */
function gatherBuckets(
  rows: readonly { at: string; kind: keyof TimelineBucket; count: string }[],
  seconds: number,
): TimelineBucket[] {
  const times = rows.map((row) => new Date(row.at).getTime());
  const [first, last] = [times.at(0), times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = Math.min(mostBuckets, Math.floor((last - first) / (seconds * 1000)) + 1);
  const buckets = Array.from({ length }, (_, index) => ({
    at: new Date(first + index * seconds * 1000),
    accepted: 0,
    delivered: 0,
    opened: 0,
    bounced: 0,
  }));
  for (const [index, { kind, count: found }] of rows.entries()) {
    const bucket = buckets[Math.floor(((times[index] ?? 0) - first) / (seconds * 1000))];
    if (bucket && kind !== "at") bucket[kind] += Number(found);
  }
  return buckets;
}

export type ReasonCount = { state: RecipientState; reason: string | null; count: number };

/** Why recipients were not reached, the most frequent first; details that differ for each are put together. */
export async function countReasons(ctx: TenantContext, deliveryId: string): Promise<ReasonCount[]> {
  authorize(ctx, "deliveries:read");
  const reason = sql<string | null>`split_part(${recipients.reason}, ':', 1)`;
  return readTransaction(ctx, (tx) =>
    tx
      .select({ state: recipients.state, reason, count: count() })
      .from(recipients)
      .where(
        and(
          eq(recipients.tenantId, ctx.tenantId),
          eq(recipients.deliveryId, deliveryId),
          inArray(recipients.state, ["suppressed", "bounced", "failed", "unknown", "cancelled"]),
        ),
      )
      .groupBy(recipients.state, reason)
      .orderBy(sql`count(*) desc`)
      .limit(20),
  );
}
