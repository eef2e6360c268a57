import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { z } from "zod";
import { MarkReadButton } from "@/components/notices/mark-read";
import { NoticeKindBadge, ReadBadge } from "@/components/notices/notice-badges";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { orNotFound } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { getNotice } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function NoticePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) notFound();
  const notice = await orNotFound(getNotice(ctx, id));
  const t = await getTranslations("notices");
  const isJapanese = (await getLocale()) === "ja";
  return (
    <>
      <PageHeader
        title={isJapanese ? notice.titleJa : notice.titleEn}
        breadcrumbs={[{ href: paths.notices, label: t("title") }]}
        actions={notice.readAt ? undefined : <MarkReadButton noticeId={notice.id} />}
      />
      <Card>
        <DescriptionList
          columns={2}
          items={[
            { term: t("kind"), value: <NoticeKindBadge kind={notice.kind} /> },
            {
              term: t("effectiveAt"),
              value: notice.effectiveAt ? (
                <DateTime value={notice.effectiveAt} />
              ) : (
                t("noEffectiveAt")
              ),
            },
            { term: t("publishedAt"), value: <DateTime value={notice.publishedAt} /> },
            { term: t("state"), value: <ReadBadge isRead={notice.readAt !== null} /> },
          ]}
        />
        <p className="mt-4 max-w-prose whitespace-pre-line border-line border-t pt-4 text-base leading-7">
          {isJapanese ? notice.bodyJa : notice.bodyEn}
        </p>
      </Card>
    </>
  );
}
