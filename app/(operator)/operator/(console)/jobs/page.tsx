import { ListChecks } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { requireOperator } from "@/lib/auth/require";
import { listJobRuns } from "@/lib/operators/queries";

const tones = { running: "info", succeeded: "success", failed: "danger" } as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator.jobs");
  return { title: t("title") };
}

export default async function OperatorJobsPage() {
  const runs = await listJobRuns(await requireOperator());
  const t = await getTranslations("operator.jobs");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card isFlush>
        <Table
          caption={t("title")}
          rows={runs}
          getRowId={({ id }) => id}
          empty={<EmptyState icon={<ListChecks />} title={t("empty")} isCompact />}
          columns={[
            {
              id: "startedAt",
              header: t("startedAt"),
              width: "10rem",
              render: ({ startedAt }) => <DateTime value={startedAt} />,
            },
            {
              id: "task",
              header: t("task"),
              isRowHeader: true,
              render: ({ task }) => <code>{task}</code>,
            },
            {
              id: "state",
              header: t("state"),
              render: ({ state }) => (
                <StatusBadge tone={tones[state]}>{t(`states.${state}`)}</StatusBadge>
              ),
            },
            { id: "attempt", header: t("attempt"), align: "end", render: ({ attempt }) => attempt },
            {
              id: "error",
              header: t("error"),
              hideBelow: "md",
              render: ({ error }) => error ?? "",
            },
          ]}
        />
      </Card>
    </>
  );
}
