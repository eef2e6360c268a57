import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { Table } from "@/components/ui/table";
import type { Incident } from "@/lib/incidents/queries";
import { deadlineOf, stateOf } from "@/lib/incidents/rules";
import { IncidentClock } from "./clock";
import { IncidentStateBadge } from "./incident-table";

/** An incident's times and where its clock stands. */
export function IncidentFacts({ incident, now }: { incident: Incident; now: Date }) {
  const t = useTranslations("operator-incidents");
  const time = (at: Date | null) => (at ? <DateTime value={at} /> : "—");
  return (
    <DescriptionList
      columns={2}
      items={[
        { term: t("state"), value: <IncidentStateBadge state={stateOf(incident)} /> },
        { term: t("clock"), value: <IncidentClock incident={incident} now={now} /> },
        { term: t("detectedAt"), value: time(incident.detectedAt) },
        { term: t("deadline"), value: time(deadlineOf(incident)) },
        { term: t("notifiedAt"), value: time(incident.notifiedAt) },
        { term: t("closedAt"), value: time(incident.closedAt) },
        { term: t("source"), value: t(`sources.${incident.source}`) },
        {
          term: t("text"),
          value: <span className="whitespace-pre-line break-words">{incident.description}</span>,
        },
      ]}
    />
  );
}

type ToldTenantsProps = {
  tenants: { id: string; name: string }[];
  told: { tenantId: string; mailAt: string | null; screenAt: string | null }[];
};

/** When each environment concerned was told by mail and on its screen. */
export function ToldTenants({ tenants, told }: ToldTenantsProps) {
  const t = useTranslations("operator-incidents");
  const times = new Map(told.map((row) => [row.tenantId, row]));
  const time = (at: string | null | undefined) => (at ? <DateTime value={at} /> : t("notTold"));
  return (
    <Table
      caption={t("toldTitle")}
      rows={tenants}
      getRowId={({ id }) => id}
      empty={<p className="p-4 text-muted">{t("noTenants")}</p>}
      columns={[
        { id: "name", header: t("tenants"), isRowHeader: true, render: ({ name }) => name },
        { id: "mail", header: t("mailAt"), render: ({ id }) => time(times.get(id)?.mailAt) },
        { id: "screen", header: t("screenAt"), render: ({ id }) => time(times.get(id)?.screenAt) },
      ]}
    />
  );
}
