import { Inbox } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { listOpenApplications } from "@/lib/operators/queries";

type Application = Awaited<ReturnType<typeof listOpenApplications>>[number];

export function ApplicationTable({ applications }: { applications: Application[] }) {
  const t = useTranslations("operator.applications");
  return (
    <Table
      caption={t("title")}
      rows={applications}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<Inbox />} title={t("empty")} isCompact />}
      columns={[
        { id: "email", header: t("email"), isRowHeader: true, render: ({ email }) => email },
        {
          id: "state",
          header: t("state"),
          render: ({ state, buildError }) => (
            <Badge tone={buildError ? "danger" : "neutral"}>{t(`states.${state}`)}</Badge>
          ),
        },
        { id: "plan", header: t("plan"), hideBelow: "md", render: ({ planId }) => planId ?? "" },
        {
          id: "updatedAt",
          header: t("updatedAt"),
          render: ({ updatedAt }) => <DateTime value={updatedAt} />,
        },
      ]}
    />
  );
}
