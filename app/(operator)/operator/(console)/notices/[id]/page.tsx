import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoticeView } from "@/components/notices/notice-view";
import { EvidenceTable } from "@/components/outbox/evidence-table";
import { DraftActions } from "@/components/publishing/draft-actions";
import { NoticeFacts } from "@/components/publishing/notice-facts";
import { PublishForm } from "@/components/publishing/publish-form";
import { UpdateForm } from "@/components/publishing/update-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { noticeLeadDays } from "@/content/notice-lead-times";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { getOperatorNotice, listEvidence } from "@/lib/publishing/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function OperatorNoticePage({ params }: { params: Promise<{ id: string }> }) {
  const operator = await requireOperator();
  const { notice, updates } = await orNotFound(getOperatorNotice(operator, (await params).id));
  const evidence = await listEvidence(operator, "notice", [notice.id]);
  const t = await getTranslations("operator-notices");
  const n = await getTranslations("notices");
  const isPublished = notice.state === "published";
  return (
    <>
      <PageHeader
        title={notice.titleJa}
        breadcrumbs={[{ href: paths.operatorNotices, label: n("title") }]}
        actions={
          !isPublished && <DraftActions id={notice.id} isScheduled={notice.state === "scheduled"} />
        }
      />
      <div className="flex flex-col gap-5">
        <Card>
          <NoticeFacts notice={notice} />
        </Card>
        {notice.state === "draft" && (
          <Card title={t("publishTitle")} description={t("publishHint")}>
            <PublishForm id={notice.id} leadDays={noticeLeadDays[notice.kind]} />
          </Card>
        )}
        <div className="grid gap-5 lg:grid-cols-2">
          <Card title={t("previewJa")} description={notice.titleJa}>
            <NoticeView notice={notice} updates={updates} locale="ja" />
          </Card>
          <Card title={t("previewEn")} description={notice.titleEn}>
            <NoticeView notice={notice} updates={updates} locale="en" />
          </Card>
        </div>
        {isPublished && (
          <>
            <Card title={t("updateTitle")} description={t("updateHint")}>
              <UpdateForm noticeId={notice.id} />
            </Card>
            <Card title={t("evidence")} description={t("evidenceHint")} isFlush>
              <EvidenceTable rows={evidence} />
            </Card>
          </>
        )}
      </div>
    </>
  );
}
