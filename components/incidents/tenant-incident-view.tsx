import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { TextLink } from "@/components/ui/text-link";
import type { getTenantIncident } from "@/lib/incident-reports/queries";
import { stateOf } from "@/lib/incidents/rules";
import { paths } from "@/lib/paths";
import { IncidentStateBadge } from "./incident-table";
import { Timeline } from "./timeline";

type TenantIncidentViewProps = {
  incident: Awaited<ReturnType<typeof getTenantIncident>>;
  locale: "ja" | "en";
};

/** An incident as a customer concerned sees it. */
export function TenantIncidentView({ incident, locale }: TenantIncidentViewProps) {
  const t = useTranslations("incidents");
  const time = (at: Date | null) => (at ? <DateTime value={at} /> : t("none"));
  const report = (["impact", "cause", "measures"] as const)
    .filter((part) => incident[part] !== "")
    .map((part) => ({
      term: t(part),
      value: <span className="whitespace-pre-line">{incident[part]}</span>,
    }));
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <DescriptionList
          columns={2}
          items={[
            { term: t("state"), value: <IncidentStateBadge state={stateOf(incident)} /> },
            { term: t("source"), value: t(`sources.${incident.source}`) },
            { term: t("detectedAt"), value: time(incident.detectedAt) },
            { term: t("toldByMailAt"), value: time(incident.toldByMailAt) },
            { term: t("toldOnScreenAt"), value: time(incident.toldOnScreenAt) },
            { term: t("closedAt"), value: time(incident.closedAt) },
          ]}
        />
        {report.length > 0 && <DescriptionList items={report} />}
      </Card>
      {incident.notices.length > 0 && (
        <Card title={t("notices")}>
          <ul className="flex flex-col gap-1">
            {incident.notices.map((notice) => (
              <li key={notice.id}>
                <TextLink href={paths.notice(notice.id)}>
                  {locale === "ja" ? notice.titleJa : notice.titleEn}
                </TextLink>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title={t("timeline")}>
        <Timeline
          label={t("timeline")}
          items={incident.entries.map((entry) => ({ ...entry, label: t(`kinds.${entry.kind}`) }))}
        />
      </Card>
    </div>
  );
}
