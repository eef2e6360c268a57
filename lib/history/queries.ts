import "server-only";
import { and, asc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recipients } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { noteBulkRead } from "@/lib/audit/bulk-read";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { isUuid } from "@/lib/uuid";
import type { RecipientState } from "./rules";
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
        eq(recipients.tenantId, log.tenantId),
        eq(recipients.deliveryId, log.deliveryId),
        ...filterConditions(log.filter),
        sql`${recipients.deliveryKey} = uuid_hash(${log.deliveryId}::uuid)`,
        sql`${recipients.email} >= ${q} and ${recipients.email} < ${`${q}\u{10FFFF}`}`,
        rest,
      ),
    )
    .orderBy(asc(recipients.email), asc(recipients.addressId))
    .limit(log.size);
}

function filterConditions({ view, domain, reason }: LogFilter): SQL[] {
  if (view === "all" && !domain && !reason) return [];
  return [sql`is_in_log(${recipients}, ${view}, ${domain ?? null}, ${reason ?? null})`];
}

/** Which recipients come into question the database finds out: from tallies, or from the batches' counters. */
async function readByBatch(log: Log, after: string | undefined): Promise<LogRow[]> {
  const { tx, tenantId, deliveryId, filter, size } = log;
  const { batchNo, addressId } = readPlace(after);
  // Under the name of the table, whose columns are then mapped as ever.
  const page = tx.$with("recipients", getTableColumns(recipients)).as(sql`
    select * from read_log(${tenantId}::uuid, ${deliveryId}::uuid, ${filter.view}, ${filter.domain ?? null},
      ${filter.reason ?? null}, ${batchNo}::int, ${addressId}::uuid, ${size}::int)`);
  return tx.with(page).select(columns).from(recipients);
}

type Place = { batchNo: number; addressId: string };

function readPlace(after: string | undefined): Place {
  const [batchNo = "", addressId = ""] = decodeCursor(after, 2) ?? [];
  return /^\d{1,9}$/.test(batchNo) && isUuid(addressId)
    ? { batchNo: Number(batchNo), addressId }
    : { batchNo: 0, addressId: nil };
}

const nil = "00000000-0000-0000-0000-000000000000";
