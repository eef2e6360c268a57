import { and, asc, desc, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { notices, noticeUpdates } from "@/db/schema/notices";
import { outboxMessages } from "@/db/schema/outbox";
import { tenantChannels } from "@/db/schema/tenant-channels";
import { tenants } from "@/db/schema/tenants";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import {
  authorize,
  contextForJob,
  type OperatorContext,
  type TenantContext,
} from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { isFor } from "@/lib/notices/rules";
import type { Recipient } from "@/lib/outbox/mutations";
import { isUuid } from "@/lib/uuid";

export type OperatorNotice = typeof notices.$inferSelect;
export type NoticeUpdate = typeof noticeUpdates.$inferSelect;

/** For the operator: drafts and planned ones first, then the newest published, each with how far it was told. */
export async function listOperatorNotices(_operator: OperatorContext) {
  const counts = controlDb()
    .select({
      subjectId: outboxMessages.subjectId,
      told: sql<number>`count(*) filter (where ${outboxMessages.state} = 'told')::int`.as("told"),
      waiting:
        sql<number>`count(*) filter (where ${outboxMessages.state} in ('queued', 'sending'))::int`.as(
          "waiting",
        ),
      failed:
        sql<number>`count(*) filter (where ${outboxMessages.state} in ('failed', 'unknown'))::int`.as(
          "failed",
        ),
    })
    .from(outboxMessages)
    .where(eq(outboxMessages.subjectType, "notice"))
    .groupBy(outboxMessages.subjectId)
    .as("counts");
  return controlDb()
    .select({
      notice: notices,
      told: sql<number>`coalesce(${counts.told}, 0)`,
      waiting: sql<number>`coalesce(${counts.waiting}, 0)`,
      failed: sql<number>`coalesce(${counts.failed}, 0)`,
    })
    .from(notices)
    .leftJoin(counts, sql`${counts.subjectId} = ${notices.id}::text`)
    .orderBy(
      sql`${notices.publishedAt} desc nulls first`,
      desc(notices.createdAt),
      desc(notices.id),
    )
    .limit(100);
}

/** One notice with its thread. Throws `not_found`. */
export async function getOperatorNotice(_operator: OperatorContext, id: string) {
  if (!isUuid(id)) throw notFound();
  const [notice] = await controlDb().select().from(notices).where(eq(notices.id, id));
  if (!notice) throw notFound();
  const updates = await controlDb()
    .select()
    .from(noticeUpdates)
    .where(eq(noticeUpdates.noticeId, id))
    .orderBy(asc(noticeUpdates.publishedAt));
  return { notice, updates };
}

/** What was told of subjects, message by message: by which channel, to whom, when. */
export async function listEvidence(
  _operator: OperatorContext,
  subjectType: string,
  subjectIds: string[],
) {
  return controlDb()
    .select({
      id: outboxMessages.id,
      part: outboxMessages.part,
      channel: outboxMessages.channel,
      target: outboxMessages.target,
      tenantName: tenants.name,
      state: outboxMessages.state,
      attempts: outboxMessages.attempts,
      toldAt: outboxMessages.toldAt,
      createdAt: outboxMessages.createdAt,
      error: outboxMessages.error,
    })
    .from(outboxMessages)
    .leftJoin(tenants, eq(tenants.id, outboxMessages.tenantId))
    .where(
      and(
        eq(outboxMessages.subjectType, subjectType),
        inArray(outboxMessages.subjectId, subjectIds.length > 0 ? subjectIds : [""]),
      ),
    )
    .orderBy(
      sql`${outboxMessages.state} in ('failed', 'unknown') desc`,
      asc(outboxMessages.createdAt),
      asc(outboxMessages.channel),
      asc(outboxMessages.id),
    )
    .limit(500);
}

export type EvidenceRow = Awaited<ReturnType<typeof listEvidence>>[number];

/** The environments an operator may choose from. */
export async function listTenantOptions(_operator: OperatorContext) {
  return controlDb()
    .select({ id: tenants.id, name: tenants.name, accountId: tenants.accountId })
    .from(tenants)
    .orderBy(asc(tenants.name), asc(tenants.id))
    .limit(2000);
}

/** Scheduled notices whose time has come. */
export function listDueNotices(now: Date): Promise<OperatorNotice[]> {
  return controlDb()
    .select()
    .from(notices)
    .where(and(eq(notices.state, "scheduled"), lte(notices.scheduledAt, now)));
}

/** Published notices and updates that are not wholly in the outbox yet. */
export async function listUntold() {
  const untoldNotices = await controlDb()
    .select()
    .from(notices)
    .where(and(eq(notices.state, "published"), isNull(notices.fannedOutAt)))
    .orderBy(asc(notices.publishedAt));
  const untoldUpdates = await controlDb()
    .select({ update: noticeUpdates, notice: notices })
    .from(noticeUpdates)
    .innerJoin(notices, eq(notices.id, noticeUpdates.noticeId))
    .where(isNull(noticeUpdates.fannedOutAt))
    .orderBy(asc(noticeUpdates.publishedAt));
  return { notices: untoldNotices, updates: untoldUpdates };
}

/** The environments a notice is for. */
export async function listAudience(notice: OperatorNotice): Promise<string[]> {
  const all = await controlDb().execute<{ tenantId: string; planId: string }>(
    sql`select tenant_id as "tenantId", plan_id as "planId" from list_notice_tenants()`,
  );
  return all.filter((tenant) => isFor(notice, tenant)).map(({ tenantId }) => tenantId);
}

/** Where one environment is told: its dashboard, its master accounts, its own room. */
export async function listTenantRecipients(ctx: TenantContext): Promise<Recipient[]> {
  authorize(ctx, "settings:write");
  const { tenantId } = ctx;
  return readTransaction(ctx, async (tx) => {
    const [channels] = await tx
      .select({ locale: tenantChannels.locale, isChatworkOn: tenantChannels.isChatworkOn })
      .from(tenantChannels)
      .where(eq(tenantChannels.tenantId, tenantId));
    const masters = await tx
      .select({ email: users.email })
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(users.role, "master"), eq(users.state, "active")))
      .orderBy(asc(users.email));
    const locale: Locale = channels?.locale ?? "ja";
    return [
      { channel: "dashboard", tenantId, locale },
      ...masters.map(({ email }): Recipient => ({ channel: "mail", to: email, tenantId, locale })),
      ...(channels?.isChatworkOn
        ? [{ channel: "chatwork", room: "tenant", tenantId, locale } as const]
        : []),
    ];
  });
}

/** The same for a job that acts for the environment. */
export const recipientsOf = (tenantId: string): Promise<Recipient[]> =>
  listTenantRecipients(contextForJob(tenantId, "notices.sweep"));
