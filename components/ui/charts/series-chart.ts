import { formatNumber, formatPercent } from "@/lib/format";
import type { ChartTableData, LegendEntry } from "./chart-frame";
import { type ChartTone, chartColor } from "./chart-tone";

export type ChartDatum = { label: string } & Record<string, string | number>;
export type ChartSeries = { key: string; label: string; tone?: ChartTone };

export type SeriesChartProps = {
  title: string;
  data: readonly ChartDatum[];
  series: readonly ChartSeries[];
  isStacked?: boolean;
  height?: number;
  unit?: "count" | "percent";
  orientation?: "vertical" | "horizontal";
};

/** Writes a value of a chart: a count, or a share between 0 and 1. */
export function chartValue(value: unknown, unit: "count" | "percent", locale: "ja" | "en"): string {
  const number = Number(value ?? 0);
  return unit === "percent" ? formatPercent(number, locale) : formatNumber(number, locale);
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
