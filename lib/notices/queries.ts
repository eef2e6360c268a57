import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { notices } from "@/db/schema/control";
import { noticeReads } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";

const pageSize = 20;

const readByUser = (ctx: TenantContext) =>
  and(
    eq(noticeReads.tenantId, ctx.tenantId),
    eq(noticeReads.noticeId, notices.id),
    eq(noticeReads.userId, sql`${ctx.actor.id}::uuid`),
  );

const summary = {
  id: notices.id,
  kind: notices.kind,
  titleJa: notices.titleJa,
  titleEn: notices.titleEn,
  effectiveAt: notices.effectiveAt,
  publishedAt: notices.publishedAt,
};

/** The service's notices, newest first, each with the time this user read it. */
export async function listNotices(
  ctx: TenantContext,
  options: { after?: string; limit?: number } = {},
) {
  authorize(ctx, "notices:read");
  const limit = options.limit ?? pageSize;
  const cursor = decodeCursor(options.after, 2);
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({
        ...summary,
        publishedText: sql<string>`${notices.publishedAt}::text`,
        readAt: noticeReads.readAt,
      })
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(cursor ? olderThan(cursor) : undefined)
      .orderBy(desc(notices.publishedAt), desc(notices.id))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const after = rows.length > limit && last ? encodeCursor([last.publishedText, last.id]) : null;
  return { notices: page, after };
}

function olderThan([publishedAt = "", id = ""]: string[]) {
  const time = sql`${publishedAt}::timestamptz`;
  return or(
    lt(notices.publishedAt, time),
    and(eq(notices.publishedAt, time), sql`${notices.id} < ${id}::uuid`),
  );
}

export async function countUnreadNotices(ctx: TenantContext): Promise<number> {
  authorize(ctx, "notices:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ count: sql<number>`count(*)::int` })
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(isNull(noticeReads.readAt)),
  );
  return row?.count ?? 0;
}

/** One notice with its text in both languages. Throws `not_found`. */
export async function getNotice(ctx: TenantContext, id: string) {
  authorize(ctx, "notices:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({
        ...summary,
        bodyJa: notices.bodyJa,
        bodyEn: notices.bodyEn,
        readAt: noticeReads.readAt,
      })
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(eq(notices.id, id)),
  );
  if (!row) throw notFound();
  return row;
}

export type NoticeSummary = Awaited<ReturnType<typeof listNotices>>["notices"][number];

/** For the operator: the newest notices as published. */
export async function listPublishedNotices(_operator: OperatorContext) {
  return controlDb()
    .select(summary)
    .from(notices)
    .orderBy(desc(notices.publishedAt), desc(notices.id))
    .limit(100);
}
