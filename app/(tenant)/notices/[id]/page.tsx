import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { z } from "zod";
import { AcknowledgeButton } from "@/components/notices/acknowledge";
import { MarkReadButton } from "@/components/notices/mark-read";
import { ReadBadge } from "@/components/notices/notice-badges";
import { NoticeView } from "@/components/notices/notice-view";
import { ToldTable } from "@/components/notices/told-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow, orNotFound } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { formatDateTime } from "@/lib/format";
import { getNotice, listToldNotices, type NoticeDetail } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function NoticePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "notices:read");
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) notFound();
  const notice = await orNotFound(getNotice(ctx, id));
  const told = await listToldNotices(ctx, id);
  const t = await getTranslations("notices");
  const locale = await getLocale();
  const state = notice.acknowledgedAt ? (
    t("acknowledged", { at: formatDateTime(notice.acknowledgedAt, locale) })
  ) : (
    <ReadBadge isRead={notice.readAt !== null} />
  );
  return (
    <>
      <PageHeader
        title={locale === "ja" ? notice.titleJa : notice.titleEn}
        breadcrumbs={[{ href: paths.notices, label: t("title") }]}
        actions={<NoticeAction notice={notice} />}
      />
      <div className="flex flex-col gap-5">
        <Card>
          <NoticeView notice={notice} updates={notice.updates} locale={locale} state={state} />
        </Card>
        {told.length > 0 && (
          <Card title={t("told")} description={t("toldHint")} isFlush>
            <ToldTable rows={told} />
          </Card>
        )}
      </div>
    </>
  );
}

function NoticeAction({ notice }: { notice: NoticeDetail }) {
  if (notice.mustAcknowledge && !notice.acknowledgedAt)
    return <AcknowledgeButton noticeId={notice.id} />;
  return notice.readAt ? null : <MarkReadButton noticeId={notice.id} />;
}
