import { Bell, Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoticeKindBadge } from "@/components/notices/notice-badges";
import { NoticeStateBadge } from "@/components/publishing/notice-state";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { requireOperator } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { listOperatorNotices } from "@/lib/publishing/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function OperatorNoticesPage() {
  const rows = await listOperatorNotices(await requireOperator());
  const n = await getTranslations("notices");
  const t = await getTranslations("operator-notices");
  const actions = (
    <>
      <LinkButton href={paths.operatorOutbox}>{t("outbox")}</LinkButton>
      <LinkButton href={paths.operatorNewNotice} variant="primary" icon={<Plus />}>
        {t("new")}
      </LinkButton>
    </>
  );
  return (
    <>
      <PageHeader title={n("title")} description={t("description")} actions={actions} />
      <Card isFlush>
        <Table
          caption={n("title")}
          rows={rows}
          getRowId={({ notice }) => notice.id}
          empty={<EmptyState icon={<Bell />} title={t("empty")} isCompact />}
          columns={[
            {
              id: "state",
              header: n("state"),
              width: "8rem",
              render: ({ notice }) => <NoticeStateBadge state={notice.state} />,
            },
            {
              id: "kind",
              header: n("kind"),
              width: "8rem",
              render: ({ notice }) => <NoticeKindBadge kind={notice.kind} />,
            },
            {
              id: "title",
              header: n("subject"),
              isRowHeader: true,
              render: ({ notice }) => (
                <TextLink href={paths.operatorNotice(notice.id)}>{notice.titleJa}</TextLink>
              ),
            },
            {
              id: "effectiveAt",
              header: n("effectiveAt"),
              hideBelow: "lg",
              render: ({ notice }) =>
                notice.effectiveAt ? <DateTime value={notice.effectiveAt} /> : n("noEffectiveAt"),
            },
            {
              id: "publishedAt",
              header: n("publishedAt"),
              hideBelow: "md",
              render: ({ notice }) => {
                const at = notice.publishedAt ?? notice.scheduledAt;
                return at ? <DateTime value={at} /> : "—";
              },
            },
            {
              id: "told",
              header: t("told"),
              render: ({ told, waiting, failed }) => t("toldCounts", { told, waiting, failed }),
            },
          ]}
        />
      </Card>
    </>
  );
}
