import { useFormatter, useLocale, useTranslations } from "next-intl";
import { EmptyChart } from "@/components/ui/charts/empty-chart";
import { LineChart } from "@/components/ui/charts/line-chart";
import { formatDate, formatTime } from "@/lib/format";
import type { SeriesPoint } from "@/lib/metrics/queries";
import { type MetricName, metrics, type Period } from "@/lib/metrics/rules";

type MetricChartProps = { metric: MetricName; period: Period; points: readonly SeriesPoint[] };

const chartUnits = {
  percent: "percent",
  count: "count",
  bytes: "bytes",
  bytesPerSecond: "bytes",
  seconds: "seconds",
  days: "count",
} as const;

/** One measurement over a period, a line for each machine. */
export function MetricChart({ metric, period, points }: MetricChartProps) {
  const t = useTranslations("operator-watching");
  const locale = useLocale();
  const format = useFormatter();
  const hosts = [...new Set(points.map(({ host }) => host))];
  const at = new Map<number, Record<string, number>>();
  for (const { at: moment, host, average } of points)
    at.set(moment.getTime(), { ...at.get(moment.getTime()), [host || "all"]: average });
  const label = (moment: Date) => {
    if (period === "day") return formatTime(moment);
    if (period === "year") return formatDate(moment, locale);
    return format.dateTime(moment, { month: "numeric", day: "numeric", hour: "numeric" });
  };
  const title = t(`metrics.${metric}`);
  if (points.length === 0) return <EmptyChart title={title} text={t("noData")} />;
  return (
    <LineChart
      title={title}
      unit={chartUnits[metrics[metric].unit]}
      {...(metrics[metric].unit === "percent" && { highest: 1 })}
      data={[...at].map(([moment, values]) => ({ label: label(new Date(moment)), ...values }))}
      series={hosts.map((host) => ({ key: host || "all", label: host || title }))}
    />
  );
}
