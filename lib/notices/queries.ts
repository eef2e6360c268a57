import { and, asc, desc, eq, isNull, or, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { notices, noticeUpdates } from "@/db/schema/notices";
import { outboxMessages } from "@/db/schema/outbox";
import { tenants } from "@/db/schema/tenants";
import { noticeReads } from "@/db/schema/users";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import type { NoticeFilter } from "./schema";

const pageSize = 20;

const readByUser = (ctx: TenantContext) =>
  and(
    eq(noticeReads.tenantId, ctx.tenantId),
    eq(noticeReads.noticeId, notices.id),
    eq(noticeReads.userId, sql`${ctx.actor.id}::uuid`),
  );

/** Published, and meant for this environment. */
const visibleTo = (ctx: TenantContext) =>
  and(
    eq(notices.state, "published"),
    or(
      eq(notices.audience, "all"),
      and(
        eq(notices.audience, "plans"),
        sql`(select ${tenants.planId} from ${tenants} where ${tenants.id} = ${ctx.tenantId}) = any (${notices.planIds})`,
      ),
      and(eq(notices.audience, "tenants"), sql`${ctx.tenantId}::uuid = any (${notices.tenantIds})`),
    ),
  );

const summary = {
  id: notices.id,
  kind: notices.kind,
  status: notices.status,
  titleJa: notices.titleJa,
  titleEn: notices.titleEn,
  effectiveAt: notices.effectiveAt,
  publishedAt: sql<Date>`${notices.publishedAt}`.mapWith(notices.publishedAt),
  mustAcknowledge: notices.mustAcknowledge,
};
const reading = { readAt: noticeReads.readAt, acknowledgedAt: noticeReads.acknowledgedAt };

/** The environment's notices, newest first, each with the time this user read it. */
export async function listNotices(
  ctx: TenantContext,
  options: Partial<NoticeFilter> & { limit?: number } = {},
) {
  authorize(ctx, "notices:read");
  const limit = options.limit ?? pageSize;
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...summary, ...reading, position: timePosition(notices.publishedAt) })
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(
        and(
          visibleTo(ctx),
          options.kind ? eq(notices.kind, options.kind) : undefined,
          options.show === "unread" ? isNull(noticeReads.readAt) : undefined,
          beyond(notices.publishedAt, notices.id, options.after),
        ),
      )
      .orderBy(desc(notices.publishedAt), desc(notices.id))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const after = rows.length > limit && last ? encodeCursor([last.position, last.id]) : null;
  return { notices: page, after };
}

export async function countUnreadNotices(ctx: TenantContext): Promise<number> {
  authorize(ctx, "notices:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ count: sql<number>`count(*)::int` })
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(and(visibleTo(ctx), isNull(noticeReads.readAt))),
  );
  return row?.count ?? 0;
}

/** The notices this user has yet to take note of, the oldest first. */
export async function listUnacknowledged(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select(summary)
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(
        and(visibleTo(ctx), eq(notices.mustAcknowledge, true), isNull(noticeReads.acknowledgedAt)),
      )
      .orderBy(asc(notices.publishedAt))
      .limit(5),
  );
}

/** One notice with its text in both languages and what followed. Throws `not_found`. */
export async function getNotice(ctx: TenantContext, id: string) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, async (tx) => {
    const [row] = await tx
      .select({ ...summary, ...reading, bodyJa: notices.bodyJa, bodyEn: notices.bodyEn })
      .from(notices)
      .leftJoin(noticeReads, readByUser(ctx))
      .where(and(eq(notices.id, id), visibleTo(ctx)));
    if (!row) throw notFound();
    const updates = await tx
      .select({
        id: noticeUpdates.id,
        status: noticeUpdates.status,
        bodyJa: noticeUpdates.bodyJa,
        bodyEn: noticeUpdates.bodyEn,
        publishedAt: noticeUpdates.publishedAt,
      })
      .from(noticeUpdates)
      .where(eq(noticeUpdates.noticeId, id))
      .orderBy(asc(noticeUpdates.publishedAt));
    return { ...row, updates };
  });
}

export type NoticeSummary = Awaited<ReturnType<typeof listNotices>>["notices"][number];
export type NoticeDetail = Awaited<ReturnType<typeof getNotice>>;

/** Every message of a notice or update for this environment, with the time it was told; newest first. */
export async function listToldNotices(ctx: TenantContext, noticeId?: string) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: outboxMessages.id,
        noticeId: notices.id,
        kind: notices.kind,
        titleJa: notices.titleJa,
        titleEn: notices.titleEn,
        /** The update's id; empty for the notice itself. */
        part: outboxMessages.part,
        channel: outboxMessages.channel,
        target: outboxMessages.target,
        state: outboxMessages.state,
        toldAt: outboxMessages.toldAt,
        effectiveAt: notices.effectiveAt,
      })
      .from(outboxMessages)
      .innerJoin(notices, sql`${notices.id}::text = ${outboxMessages.subjectId}`)
      .where(
        and(
          eq(outboxMessages.tenantId, ctx.tenantId),
          eq(outboxMessages.subjectType, "notice"),
          noticeId ? eq(outboxMessages.subjectId, noticeId) : undefined,
        ),
      )
      .orderBy(desc(outboxMessages.createdAt), asc(outboxMessages.channel), asc(outboxMessages.id)),
  );
}

export type ToldNotice = Awaited<ReturnType<typeof listToldNotices>>[number];

/** What is published for everybody, newest first; for the feed that anybody may read. */
export async function listPublicNotices() {
  return controlDb()
    .select({ ...summary, bodyJa: notices.bodyJa, bodyEn: notices.bodyEn })
    .from(notices)
    .where(and(eq(notices.state, "published"), eq(notices.audience, "all")))
    .orderBy(desc(notices.publishedAt), desc(notices.id))
    .limit(50);
}

/** The environment's notices with their texts; for its own feed. */
export async function listFeedNotices(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select({ ...summary, bodyJa: notices.bodyJa, bodyEn: notices.bodyEn })
      .from(notices)
      .where(visibleTo(ctx))
      .orderBy(desc(notices.publishedAt), desc(notices.id))
      .limit(50),
  );
}

export type FeedNotice = Awaited<ReturnType<typeof listPublicNotices>>[number];
