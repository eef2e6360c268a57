import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { TenantIncident } from "@/lib/incident-reports/queries";
import { type IncidentState, stateOf } from "@/lib/incidents/rules";
import { paths } from "@/lib/paths";

export const stateTone = { open: "danger", notified: "warning", closed: "neutral" } as const;

export function IncidentStateBadge({ state }: { state: IncidentState }) {
  const t = useTranslations("incidents.states");
  return <StatusBadge tone={stateTone[state]}>{t(state)}</StatusBadge>;
}

/** The incidents that concern a customer, with the times it was told. */
export function IncidentTable({ incidents }: { incidents: TenantIncident[] }) {
  const t = useTranslations("incidents");
  return (
    <Table
      caption={t("title")}
      rows={incidents}
      getRowId={({ id }) => id}
      empty={
        <EmptyState icon={<ShieldCheck />} title={t("emptyTitle")} description={t("emptyText")} />
      }
      columns={[
        {
          id: "state",
          header: t("state"),
          width: "8rem",
          render: (incident) => <IncidentStateBadge state={stateOf(incident)} />,
        },
        {
          id: "title",
          header: t("name"),
          isRowHeader: true,
          render: ({ id, title }) => <TextLink href={paths.incident(id)}>{title}</TextLink>,
        },
        { id: "source", header: t("source"), render: ({ source }) => t(`sources.${source}`) },
        {
          id: "detectedAt",
          header: t("detectedAt"),
          render: ({ detectedAt }) => <DateTime value={detectedAt} />,
        },
        {
          id: "told",
          header: t("toldByMailAt"),
          hideBelow: "md",
          render: ({ toldByMailAt }) =>
            toldByMailAt ? <DateTime value={toldByMailAt} /> : t("none"),
        },
      ]}
    />
  );
}
