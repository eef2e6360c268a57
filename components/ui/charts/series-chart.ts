import { formatBytes, formatNumber, formatPercent } from "@/lib/format";
import type { ChartTableData, LegendEntry } from "./chart-frame";
import { type ChartTone, chartColor } from "./chart-tone";

export type ChartUnit = "count" | "percent" | "bytes" | "seconds";
export type ChartDatum = { label: string } & Record<string, string | number>;
export type ChartSeries = { key: string; label: string; tone?: ChartTone };

export type SeriesChartProps = {
  title: string;
  data: readonly ChartDatum[];
  series: readonly ChartSeries[];
  isStacked?: boolean;
  height?: number;
  unit?: ChartUnit;
  orientation?: "vertical" | "horizontal";
};

/** Writes a value of a chart: a count, a share between 0 and 1, bytes, or seconds. */
export function chartValue(value: unknown, unit: ChartUnit, locale: "ja" | "en"): string {
  const number = Number(value ?? 0);
  if (unit === "percent") return formatPercent(number, locale);
  if (unit === "bytes") return formatBytes(Math.max(number, 0), locale);
  if (unit === "count") return formatNumber(number, locale);
  const style = { style: "unit", unit: "second", maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(locale, style).format(number);
}

export function seriesTable(
  { data, series, unit = "count" }: SeriesChartProps,
  locale: "ja" | "en",
): ChartTableData {
  return {
    columns: series.map((entry) => entry.label),
    rows: data.map((datum) => ({
      label: datum.label,
      values: series.map((entry) => chartValue(datum[entry.key], unit, locale)),
    })),
  };
}

export function seriesLegend(series: readonly ChartSeries[]): LegendEntry[] {
  if (series.length < 2) return [];
  return series.map((entry, index) => ({
    label: entry.label,
    color: chartColor(entry.tone, index),
  }));
}
