import { Bell } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { NoticeSummary } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";
import { NoticeKindBadge, ReadBadge } from "./notice-badges";
import { NoticeStatusBadge } from "./notice-thread";

/** Notices with kind, effective date and whether this user has read them. */
export function NoticeTable({ notices }: { notices: NoticeSummary[] }) {
  const t = useTranslations("notices");
  const locale = useLocale();
  return (
    <Table
      caption={t("title")}
      rows={notices}
      getRowId={(notice) => notice.id}
      empty={
        <EmptyState
          icon={<Bell />}
          title={t("emptyTitle")}
          description={t("emptyText")}
          isCompact
        />
      }
      columns={[
        {
          id: "kind",
          header: t("kind"),
          width: "7rem",
          render: ({ kind, status }) => (
            <span className="flex flex-wrap gap-1">
              <NoticeKindBadge kind={kind} />
              {status && <NoticeStatusBadge status={status} />}
            </span>
          ),
        },
        {
          id: "title",
          header: t("subject"),
          isRowHeader: true,
          render: (notice) => (
            <TextLink href={paths.notice(notice.id)}>
              {locale === "ja" ? notice.titleJa : notice.titleEn}
            </TextLink>
          ),
        },
        {
          id: "effectiveAt",
          header: t("effectiveAt"),
          width: "10rem",
          render: ({ effectiveAt }) =>
            effectiveAt ? <DateTime value={effectiveAt} /> : t("noEffectiveAt"),
        },
        {
          id: "publishedAt",
          header: t("publishedAt"),
          width: "10rem",
          hideBelow: "md",
          render: ({ publishedAt }) => <DateTime value={publishedAt} />,
        },
        {
          id: "read",
          header: t("state"),
          width: "6rem",
          render: ({ readAt }) => <ReadBadge isRead={readAt !== null} />,
        },
      ]}
    />
  );
}
