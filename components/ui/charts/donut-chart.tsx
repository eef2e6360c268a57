"use client";

import { useLocale, useTranslations } from "next-intl";
import { Pie, PieChart, ResponsiveContainer, Tooltip } from "recharts";
import { formatNumber, formatPercent } from "@/lib/format";
import { ChartFrame } from "./chart-frame";
import { ChartTooltip } from "./chart-parts";
import { type ChartTone, chartColor } from "./chart-tone";

export type DonutChartProps = {
  title: string;
  data: readonly { label: string; value: number; tone?: ChartTone }[];
  centerValue?: string;
  centerLabel?: string;
  height?: number;
};

export function DonutChart({
  title,
  data,
  centerValue,
  centerLabel,
  height = 180,
}: DonutChartProps) {
  const locale = useLocale();
  const t = useTranslations("ui");
  const total = data.reduce((sum, slice) => sum + slice.value, 0);
  const slices = data.map((slice, index) => ({ ...slice, fill: chartColor(slice.tone, index) }));
  const legend = slices.map(({ label, fill, value }) => ({
    label,
    color: fill,
    value: formatNumber(value, locale),
  }));
  const rows = data.map((slice) => ({
    label: slice.label,
    values: [
      formatNumber(slice.value, locale),
      formatPercent(total ? slice.value / total : 0, locale),
    ],
  }));
  return (
    <ChartFrame title={title} legend={legend} table={{ columns: [t("total"), "%"], rows }}>
      <div className="relative">
        <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 180, height }}>
          <PieChart accessibilityLayer={false}>
            <Pie
              data={
                total > 0
                  ? slices.filter((slice) => slice.value > 0)
                  : [{ label: "", value: 1, fill: "var(--line)" }]
              }
              dataKey="value"
              nameKey="label"
              innerRadius="68%"
              outerRadius="98%"
              paddingAngle={total > 0 ? 1 : 0}
              stroke="none"
              rootTabIndex={-1}
              isAnimationActive={false}
            />
            {total > 0 && <Tooltip content={<ChartTooltip unit="count" locale={locale} />} />}
          </PieChart>
        </ResponsiveContainer>
        <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center">
          <span className="font-semibold text-lg tabular-nums">
            {centerValue ?? formatNumber(total, locale)}
          </span>
          {centerLabel && <span className="text-muted text-xs">{centerLabel}</span>}
        </div>
      </div>
    </ChartFrame>
  );
}
