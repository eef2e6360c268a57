import { useTranslations } from "next-intl";
import { NoticeStateBadge } from "@/components/publishing/notice-state";
import { TextLink } from "@/components/ui/text-link";
import type { IncidentDetail } from "@/lib/incidents/queries";
import { paths } from "@/lib/paths";

/** The notices that tell of an incident. */
export function LinkedNotices({ notices }: { notices: IncidentDetail["notices"] }) {
  const t = useTranslations("operator-incidents");
  if (notices.length === 0) return <p className="text-muted">{t("noNotices")}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {notices.map((notice) => (
        <li key={notice.id} className="flex flex-wrap items-center gap-2">
          <NoticeStateBadge state={notice.state} />
          <TextLink href={paths.operatorNotice(notice.id)}>{notice.titleJa}</TextLink>
        </li>
      ))}
    </ul>
  );
}
