import { Plus, ShieldCheck } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { IncidentClock } from "@/components/incidents/clock";
import { IncidentStateBadge } from "@/components/incidents/incident-table";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { requireOperator } from "@/lib/auth/require";
import { listIncidentRecords } from "@/lib/incidents/queries";
import { isClockRunning, stateOf } from "@/lib/incidents/rules";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-incidents");
  return { title: t("title") };
}

export default async function OperatorIncidentsPage() {
  const rows = await listIncidentRecords(await requireOperator());
  const t = await getTranslations("operator-incidents");
  const now = new Date();
  const create = (
    <LinkButton href={paths.operatorNewIncident} variant="primary" icon={<Plus />}>
      {t("new")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <AutoRefresh
        everyMs={30_000}
        isActive={rows.some(({ incident }) => isClockRunning(incident))}
      />
      <Card isFlush>
        <Table
          caption={t("title")}
          rows={rows}
          getRowId={({ incident }) => incident.id}
          empty={<EmptyState icon={<ShieldCheck />} title={t("empty")} isCompact />}
          columns={[
            {
              id: "state",
              header: t("state"),
              width: "8rem",
              render: ({ incident }) => <IncidentStateBadge state={stateOf(incident)} />,
            },
            {
              id: "clock",
              header: t("clock"),
              render: ({ incident }) => <IncidentClock incident={incident} now={now} />,
            },
            {
              id: "title",
              header: t("name"),
              isRowHeader: true,
              render: ({ incident }) => (
                <TextLink href={paths.operatorIncident(incident.id)}>{incident.title}</TextLink>
              ),
            },
            {
              id: "source",
              header: t("source"),
              hideBelow: "md",
              render: ({ incident }) => t(`sources.${incident.source}`),
            },
            {
              id: "detectedAt",
              header: t("detectedAt"),
              render: ({ incident }) => <DateTime value={incident.detectedAt} />,
            },
            {
              id: "tenants",
              header: t("tenants"),
              hideBelow: "lg",
              render: ({ tenants }) => t("tenantCount", { count: tenants }),
            },
          ]}
        />
      </Card>
    </>
  );
}
