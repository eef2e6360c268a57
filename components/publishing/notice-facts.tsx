import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import type { OperatorNotice } from "@/lib/publishing/queries";
import { NoticeStateBadge } from "./notice-state";

/** Whom a notice is for, when it is published, and what else customers do not see of it. */
export function NoticeFacts({ notice }: { notice: OperatorNotice }) {
  const t = useTranslations("operator-notices");
  const n = useTranslations("notices");
  const count = notice.audience === "plans" ? notice.planIds.length : notice.tenantIds.length;
  const at = notice.publishedAt ?? notice.scheduledAt;
  const items = [
    { term: n("state"), value: <NoticeStateBadge state={notice.state} /> },
    { term: t("audience"), value: t("audienceOf", { audience: notice.audience, count }) },
    {
      term: notice.publishedAt ? n("publishedAt") : t("scheduledAt"),
      value: at ? <DateTime value={at} /> : "—",
    },
    { term: t("mustAcknowledge"), value: notice.mustAcknowledge ? t("yes") : t("no") },
    ...(notice.overrideReason ? [{ term: t("overrideReason"), value: notice.overrideReason }] : []),
    ...(notice.newRegion ? [{ term: t("newRegion"), value: notice.newRegion }] : []),
    ...(notice.incidentId
      ? [
          {
            term: t("incident"),
            value: (
              <TextLink href={paths.operatorIncident(notice.incidentId)}>
                {t("openIncident")}
              </TextLink>
            ),
          },
        ]
      : []),
  ];
  return <DescriptionList columns={2} items={items} />;
}
