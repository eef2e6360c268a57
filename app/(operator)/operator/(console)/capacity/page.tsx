import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { BarChart } from "@/components/ui/charts/bar-chart";
import { EmptyChart } from "@/components/ui/charts/empty-chart";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { CallBudgets } from "@/components/watching/call-budgets";
import { ConcurrencyForm } from "@/components/watching/concurrency-form";
import { MetricChart } from "@/components/watching/metric-chart";
import { requireOperator } from "@/lib/auth/require";
import { listCallBudgets } from "@/lib/call-budgets/queries";
import { env } from "@/lib/env";
import { listTableSizes, readSeries } from "@/lib/metrics/queries";
import { type MetricName, type Period, periods, readPeriod } from "@/lib/metrics/rules";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { findSetting } from "@/lib/service-settings/queries";

const shown: MetricName[] = [
  "cpu",
  "memory",
  "disk",
  "network_in",
  "network_out",
  "mails_sent",
  "connections",
  "queue_depth",
  "queue_age",
  "delivery_depth",
  "delivery_age",
  "database_size",
];

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-watching.capacity");
  return { title: t("title") };
}

type CapacityPageProps = { searchParams: PageSearch };

export default async function OperatorCapacityPage({ searchParams }: CapacityPageProps) {
  const operator = await requireOperator();
  const period = readPeriod((await readPageQuery(searchParams)).period);
  const [series, tables, budgets, setting] = await Promise.all([
    Promise.all(shown.map((metric) => readSeries(operator, metric, period))),
    listTableSizes(operator),
    listCallBudgets(operator),
    findSetting("worker_concurrency"),
  ]);
  const t = await getTranslations("operator-watching");
  return (
    <>
      <PageHeader title={t("capacity.title")} description={t("capacity.description")} />
      <Tabs
        label={t("capacity.period")}
        items={(Object.keys(periods) as Period[]).map((name) => ({
          href: `${paths.operatorCapacity}?period=${name}`,
          label: t(`periods.${name}`),
          isCurrent: name === period,
        }))}
      />
      <div className="grid gap-5 md:grid-cols-2 xl:grid-cols-3">
        {shown.map((metric, index) => (
          <Card key={metric} title={t(`metrics.${metric}`)}>
            <MetricChart metric={metric} period={period} points={series[index] ?? []} />
          </Card>
        ))}
        <Card title={t("capacity.tables")}>
          {tables.length === 0 ? (
            <EmptyChart title={t("capacity.tables")} text={t("capacity.noTables")} />
          ) : (
            <BarChart
              title={t("capacity.tables")}
              orientation="horizontal"
              unit="bytes"
              height={320}
              data={tables.map(({ name, bytes }) => ({ label: name, bytes }))}
              series={[{ key: "bytes", label: t("capacity.tables") }]}
            />
          )}
        </Card>
        <Card title={t("budgets.title")} description={t("budgets.description")}>
          <CallBudgets budgets={budgets} />
        </Card>
        <Card title={t("concurrency.title")}>
          <ConcurrencyForm concurrency={setting?.concurrency ?? env().WORKER_CONCURRENCY} />
        </Card>
      </div>
    </>
  );
}
