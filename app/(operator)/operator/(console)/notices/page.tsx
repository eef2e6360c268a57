import { Bell, Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoticeKindBadge } from "@/components/notices/notice-badges";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { requireOperator } from "@/lib/auth/require";
import { listPublishedNotices } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function OperatorNoticesPage() {
  const notices = await listPublishedNotices(await requireOperator());
  const t = await getTranslations("notices");
  const create = (
    <LinkButton href={paths.operatorNewNotice} variant="primary" icon={<Plus />}>
      {t("new")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("operatorDescription")} actions={create} />
      <Card isFlush>
        <Table
          caption={t("title")}
          rows={notices}
          getRowId={({ id }) => id}
          empty={<EmptyState icon={<Bell />} title={t("operatorEmpty")} isCompact />}
          columns={[
            {
              id: "kind",
              header: t("kind"),
              width: "8rem",
              render: ({ kind }) => <NoticeKindBadge kind={kind} />,
            },
            {
              id: "title",
              header: t("subject"),
              isRowHeader: true,
              render: ({ titleJa }) => titleJa,
            },
            {
              id: "effectiveAt",
              header: t("effectiveAt"),
              render: ({ effectiveAt }) =>
                effectiveAt ? <DateTime value={effectiveAt} /> : t("noEffectiveAt"),
            },
            {
              id: "publishedAt",
              header: t("publishedAt"),
              hideBelow: "md",
              render: ({ publishedAt }) => <DateTime value={publishedAt} />,
            },
          ]}
        />
      </Card>
    </>
  );
}
