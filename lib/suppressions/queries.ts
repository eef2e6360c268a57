import "server-only";
import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { addresses, suppressions } from "@/db/schema/addresses";
import { isTimePosition, timeAt, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { noteBulkRead } from "@/lib/audit/bulk-read";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type CursorPage, cursorPage, decodeCursor, encodeCursor } from "@/lib/cursor";
import type { UnsubscribeCause } from "@/lib/unsubscribe/rules";
import type { SuppressionReason } from "./rules";

export type SuppressionSummary = {
  email: string;
  reason: SuppressionReason;
  /** What a recipient who unsubscribed gave as the cause. */
  cause: UnsubscribeCause | null;
  comment: string;
  createdAt: Date;
  /** The address in the book, when it is still there. */
  addressId: string | null;
};

export const suppressionPageSize = 50;

type ListInput = {
  q?: string | undefined;
  reason?: SuppressionReason | undefined;
  after?: string | undefined;
  before?: string | undefined;
};

/** Newest first; `q` is the beginning of an e-mail address. */
export async function listSuppressions(
  ctx: TenantContext,
  input: ListInput = {},
): Promise<CursorPage<SuppressionSummary>> {
  authorize(ctx, "addresses:read");
  const before = placeCondition(input.before, sql`>`);
  const after = before ? undefined : placeCondition(input.after, sql`<`);
  const order = before ? asc : desc;
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select({
        email: suppressions.email,
        reason: suppressions.reason,
        cause: suppressions.cause,
        comment: suppressions.comment,
        createdAt: suppressions.createdAt,
        position: timePosition(suppressions.createdAt),
        addressId: addresses.id,
      })
      .from(suppressions)
      .leftJoin(
        addresses,
        and(eq(addresses.tenantId, suppressions.tenantId), eq(addresses.email, suppressions.email)),
      )
      .where(and(eq(suppressions.tenantId, ctx.tenantId), ...filters(input), before ?? after))
      .orderBy(order(suppressions.createdAt), order(suppressions.email))
      .limit(suppressionPageSize + 1),
  );
  const from = before ? "before" : after ? "after" : "start";
  await noteBulkRead(ctx, {
    subject: "suppression",
    shown: Math.min(found.length, suppressionPageSize),
    filter: { q: input.q, reason: input.reason },
    isSearch: Boolean(input.q),
  });
  return cursorPage(found, suppressionPageSize, from, (row) =>
    encodeCursor([row.position, row.email]),
  );
}

function placeCondition(cursor: string | undefined, operator: SQL): SQL | undefined {
  const [at, email] = decodeCursor(cursor, 2) ?? [];
  if (!at || !email || !isTimePosition(at)) return undefined;
  return sql`(${suppressions.createdAt}, ${suppressions.email}) ${operator} (${timeAt(at)}, ${email})`;
}

function filters({ q, reason }: ListInput): SQL[] {
  const start = q?.normalize("NFKC").trim().toLowerCase();
  return [
    ...(start ? [sql`${suppressions.email} ^@ ${start}`] : []),
    ...(reason ? [eq(suppressions.reason, reason)] : []),
  ];
}
