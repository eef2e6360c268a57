import { and, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { notices, noticeUpdates } from "@/db/schema/notices";
import { formatDateTime } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { mailTranslator } from "@/lib/mail/translator";
import { hasLeadTime } from "@/lib/notices/rules";
import { type MessageText, operatorRecipients, type Recipient, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import {
  listAudience,
  listDueNotices,
  listUntold,
  type NoticeUpdate,
  type OperatorNotice,
  recipientsOf,
} from "@/lib/publishing/queries";
import { applyAnnouncedRegion } from "@/lib/regions/mutations";

const tenantsPerStep = 50;

/** Publishes what is due and puts into the outbox what is published; may be killed anywhere and called again. */
export async function sweepNotices(now = new Date()): Promise<void> {
  for (const notice of await listDueNotices(now)) await publishDue(notice, now);
  const untold = await listUntold();
  for (const notice of untold.notices) await tellNotice(notice);
  for (const { update, notice } of untold.updates) await tellUpdate(notice, update);
  await applyAnnouncedRegion(now);
}

/** A notice that comes too late for its lead time is held back, and the operators are told. */
async function publishDue(notice: OperatorNotice, now: Date): Promise<void> {
  const stillPlanned = and(eq(notices.id, notice.id), eq(notices.state, "scheduled"));
  await controlDb().transaction(async (tx) => {
    if (hasLeadTime(notice, now)) {
      await tx
        .update(notices)
        .set({ state: "published", publishedAt: now, updatedAt: now })
        .where(stillPlanned);
      return;
    }
    await tx.update(notices).set({ state: "draft", updatedAt: now }).where(stillPlanned);
    const t = await mailTranslator("ja", "email-notices");
    const text = { title: t("late.title"), body: t("late.body", { title: notice.titleJa }) };
    const part = `late-${notice.scheduledAt?.toISOString() ?? ""}`;
    await tell(
      tx,
      { type: "notice-late", id: notice.id, part },
      { ja: text },
      operatorRecipients(),
    );
  });
}

/** Step by step, so that a notice for very many stays in small transactions; what is in the outbox stays once. */
async function tellAll(
  subject: { type: string; id: string; part?: string },
  texts: { ja: MessageText; en: MessageText },
  notice: OperatorNotice,
): Promise<void> {
  const tenantIds = await listAudience(notice);
  if (notice.audience === "all")
    await tell(controlDb(), subject, texts, [{ channel: "chatwork", room: "information" }]);
  for (let at = 0; at < tenantIds.length; at += tenantsPerStep) {
    const step = tenantIds.slice(at, at + tenantsPerStep);
    const recipients: Recipient[] = (await Promise.all(step.map(recipientsOf))).flat();
    await tell(controlDb(), subject, texts, recipients);
  }
}

async function tellNotice(notice: OperatorNotice): Promise<void> {
  const texts = { ja: await noticeText(notice, "ja"), en: await noticeText(notice, "en") };
  await tellAll({ type: "notice", id: notice.id }, texts, notice);
  await controlDb()
    .update(notices)
    .set({ fannedOutAt: sql`now()` })
    .where(eq(notices.id, notice.id));
}

async function noticeText(notice: OperatorNotice, locale: Locale): Promise<MessageText> {
  const t = await mailTranslator(locale, "email-notices");
  const [title, body] =
    locale === "ja" ? [notice.titleJa, notice.bodyJa] : [notice.titleEn, notice.bodyEn];
  const effective = notice.effectiveAt
    ? `${t("effectiveAt", { at: formatDateTime(notice.effectiveAt, locale) })}\n\n`
    : "";
  return {
    title: t("noticeTitle", { kind: notice.kind, title }),
    body: `${effective}${body}`,
    link: paths.notice(notice.id),
  };
}

async function tellUpdate(notice: OperatorNotice, update: NoticeUpdate): Promise<void> {
  const texts = {
    ja: await updateText(notice, update, "ja"),
    en: await updateText(notice, update, "en"),
  };
  await tellAll({ type: "notice", id: notice.id, part: update.id }, texts, notice);
  await controlDb()
    .update(noticeUpdates)
    .set({ fannedOutAt: sql`now()` })
    .where(eq(noticeUpdates.id, update.id));
}

async function updateText(
  notice: OperatorNotice,
  update: NoticeUpdate,
  locale: Locale,
): Promise<MessageText> {
  const t = await mailTranslator(locale, "email-notices");
  const title = locale === "ja" ? notice.titleJa : notice.titleEn;
  return {
    title: t("updateTitle", { status: update.status ?? "none", title }),
    body: locale === "ja" ? update.bodyJa : update.bodyEn,
    link: paths.notice(notice.id),
  };
}
