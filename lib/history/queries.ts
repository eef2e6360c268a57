import "server-only";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recipients } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { noteBulkRead } from "@/lib/audit/bulk-read";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { sliceBatches } from "@/lib/delivery-tallies/rules";
import { isUuid } from "@/lib/uuid";
import {
  type Batches,
  firstBatches,
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

const columns = {
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
};

/** One page of a delivery's recipients: in their fixed order, or in that of the addresses where these are searched. */
export async function listRecipients(
  ctx: TenantContext,
  deliveryId: string,
  filter: LogFilter,
  { after, size }: LogPosition,
): Promise<LogPage> {
  authorize(ctx, "history:read");
  const byEmail = filter.q !== "";
  const found = await readTransaction(ctx, (tx) => {
    const log = { tx, tenantId: ctx.tenantId, deliveryId, filter, size: size + 1 };
    return byEmail ? readByEmail(log, after) : readByBatch(log, after);
  });
  const rows = found.slice(0, size);
  await noteBulkRead(ctx, {
    subject: "recipient",
    shown: rows.length,
    filter,
    isSearch: byEmail,
    targetId: deliveryId,
  });
  const last = rows.at(-1);
  const cursor =
    last && encodeCursor([byEmail ? last.email : String(last.batchNo), last.addressId]);
  return { rows, next: found.length > size && cursor ? cursor : null };
}

type Log = {
  tx: Transaction;
  tenantId: string;
  deliveryId: string;
  filter: LogFilter;
  size: number;
};

/** A range instead of LIKE: byte comparison is leakproof, so it may run before the row's policy. */
async function readByEmail(log: Log, after: string | undefined): Promise<LogRow[]> {
  const { q } = log.filter;
  const [email = "", addressId = ""] = decodeCursor(after, 2) ?? [];
  const rest = isUuid(addressId)
    ? sql`${recipients.email} >= ${email} and (${recipients.email}, ${recipients.addressId}) > (${email}, ${addressId}::uuid)`
    : undefined;
  return log.tx
    .select(columns)
    .from(recipients)
    .where(
      and(
        ...rowConditions(log),
        sql`${recipients.deliveryKey} = uuid_hash(${log.deliveryId}::uuid)`,
        sql`${recipients.email} >= ${q} and ${recipients.email} < ${`${q}\u{10FFFF}`}`,
        rest,
      ),
    )
    .orderBy(asc(recipients.email), asc(recipients.addressId))
    .limit(log.size);
}

/** Only batches that hold somebody of the view are read: their counters tell which, and a domain's tallies. */
async function readByBatch(log: Log, after: string | undefined): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  let place = readPlace(after);
  for (;;) {
    const { batchNos, next } = await findBatches(log, place.batchNo);
    if (batchNos?.length === 0) return rows;
    rows.push(...(await readBatches(log, place, batchNos, log.size - rows.length)));
    if (next === null || rows.length === log.size) return rows;
    place = { batchNo: next, addressId: null };
  }
}

type Place = { batchNo: number; addressId: string | null };

function readPlace(after: string | undefined): Place {
  const [batchNo = "", addressId = ""] = decodeCursor(after, 2) ?? [];
  return /^\d{1,9}$/.test(batchNo) && isUuid(addressId)
    ? { batchNo: Number(batchNo), addressId }
    : { batchNo: 1, addressId: null };
}

function findBatches(log: Log, from: number): Promise<Batches> {
  if (log.filter.domain) return findDomainBatches(log, from);
  const counters = countersOf(log.filter.view);
  return counters ? findCountedBatches(log, from, counters) : all;
}

const all = Promise.resolve<Batches>({ batchNos: null, next: null });
const batchesAtOnce = 1_000;
const slicesAtOnce = 4;

function countersOf(view: LogView): readonly string[] | null {
  if (view === "unsubscribed") return null;
  return isRecipientMark(view) ? [view] : statesOf(view);
}

async function findCountedBatches(
  { tx, tenantId, deliveryId, size }: Log,
  from: number,
  counters: readonly string[],
): Promise<Batches> {
  const most = Math.min(size, batchesAtOnce);
  const sum = sql.join(
    counters.map((name) => sql.identifier(name)),
    sql` + `,
  );
  const rows = await tx.execute<{ batch_no: number; found: number }>(sql`
    select batch_no, ${sum} as found from batches
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId}
      and batch_no >= ${from} and ${sum} > 0 order by batch_no limit ${most}`);
  const batches = rows.map(({ batch_no, found }) => ({ batchNo: batch_no, found }));
  return firstBatches(batches, size, rows.length < most);
}

/** A slice that has not been counted is read whole. */
async function findDomainBatches(
  { tx, tenantId, deliveryId, filter, size }: Log,
  from: number,
): Promise<Batches> {
  const own = sql`t.tenant_id = ${tenantId} and t.delivery_id = ${deliveryId}`;
  const rows = await tx.execute<{ slice_no: number; found: number | null }>(sql`
    select s.slice_no, d.audience as found
    from generate_series((${from}::int - 1) / ${sliceBatches}::int, (
      select (max(t.batch_no) - 1) / ${sliceBatches}::int from batches t where ${own})) as s(slice_no)
    left join lateral (select t.audience from delivery_tallies t where ${own}
      and t.slice_no = s.slice_no and t.kind = 'domain' and t.key = ${filter.domain}) d on true
    where d.audience is not null
      or not exists (select from delivery_tallies t where ${own} and t.slice_no = s.slice_no)
    order by 1 limit ${slicesAtOnce}`);
  const batches = rows.flatMap(({ slice_no, found }) =>
    Array.from({ length: sliceBatches }, (_, index) => ({
      batchNo: slice_no * sliceBatches + index + 1,
      // Somewhat less than evenly spread: few pages then need a second look.
      found: (0.8 * (found ?? 0)) / sliceBatches,
    })).filter(({ batchNo }) => batchNo >= from),
  );
  return firstBatches(batches, size, rows.length < slicesAtOnce);
}

async function readBatches(
  log: Log,
  { batchNo, addressId }: Place,
  batchNos: number[] | null,
  size: number,
): Promise<LogRow[]> {
  return log.tx
    .select(columns)
    .from(recipients)
    .where(
      and(
        ...rowConditions(log),
        batchNos ? sql`${recipients.batchNo} = any(${sql.param(batchNos)}::int[])` : undefined,
        addressId
          ? sql`(${recipients.batchNo}, ${recipients.addressId}) > (${batchNo}::int, ${addressId}::uuid)`
          : undefined,
      ),
    )
    .orderBy(asc(recipients.batchNo), asc(recipients.addressId))
    .limit(size);
}

const markColumns = {
  opened: recipients.openedAt,
  clicked: recipients.clickedAt,
  complained: recipients.complainedAt,
  unsubscribed: recipients.unsubscribedAt,
};

function rowConditions({ tenantId, deliveryId, filter: { view, domain } }: Log): SQL[] {
  const end = `@${domain}`;
  return [
    eq(recipients.tenantId, tenantId),
    eq(recipients.deliveryId, deliveryId),
    ...viewConditions(view),
    ...(domain ? [sql`lower(right(${recipients.email}, ${[...end].length}::int)) = ${end}`] : []),
  ];
}

function viewConditions(view: LogView): SQL[] {
  if (isRecipientMark(view)) return [sql`${markColumns[view]} is not null`];
  const states = statesOf(view);
  return states ? [inArray(recipients.state, [...states])] : [];
}
