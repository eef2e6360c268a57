import { ListChecks } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Table } from "@/components/ui/table";
import { Tabs } from "@/components/ui/tabs";
import { jobRunStates } from "@/db/values";
import { requireOperator } from "@/lib/auth/require";
import { listJobRuns } from "@/lib/operators/queries";
import { type JobFilter, jobFilterSchema } from "@/lib/operators/schema";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

const tones = { running: "info", succeeded: "success", failed: "danger" } as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator.jobs");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

const states = ["all", ...jobRunStates] as const;

export default async function OperatorJobsPage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = jobFilterSchema.parse(await readPageQuery(searchParams));
  const page = await listJobRuns(operator, filter);
  const t = await getTranslations("operator.jobs");
  const href = (state: JobFilter["state"], after?: string) =>
    `${paths.operatorJobs}?${new URLSearchParams({ state, ...(after && { after }) })}`;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Tabs
        label={t("filter")}
        items={states.map((state) => ({
          href: href(state),
          label: state === "all" ? t("all") : t(`states.${state}`),
          isCurrent: state === filter.state,
        }))}
      />
      <Card isFlush>
        <Table
          caption={t("title")}
          rows={page.rows}
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
        <Pagination
          prevHref={filter.after ? href(filter.state) : null}
          nextHref={page.next && href(filter.state, page.next)}
        />
      </Card>
    </>
  );
}
