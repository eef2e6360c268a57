"use client";

import { useLocale } from "next-intl";
import {
  Bar,
  CartesianGrid,
  BarChart as RechartsBarChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChartFrame } from "./chart-frame";
import { ChartTooltip, tickStyle } from "./chart-parts";
import { chartColor } from "./chart-tone";
import { chartValue, type SeriesChartProps, seriesLegend, seriesTable } from "./series-chart";

export function BarChart(props: SeriesChartProps) {
  const {
    title,
    data,
    series,
    isStacked,
    height = 220,
    unit = "count",
    orientation = "vertical",
  } = props;
  const locale = useLocale();
  const isHorizontal = orientation === "horizontal";
  const tickFormatter = (value: unknown) => chartValue(value, unit, locale);
  const stackProps = isStacked ? { stackId: "all" } : {};
  return (
    <ChartFrame title={title} legend={seriesLegend(series)} table={seriesTable(props, locale)}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 320, height }}>
        <RechartsBarChart
          accessibilityLayer={false}
          data={[...data]}
          layout={isHorizontal ? "vertical" : "horizontal"}
          margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
          barCategoryGap="28%"
        >
          <CartesianGrid stroke="var(--line)" vertical={isHorizontal} horizontal={!isHorizontal} />
          <XAxis
            {...(isHorizontal
              ? { type: "number" as const, tickFormatter, allowDecimals: unit === "percent" }
              : { dataKey: "label", minTickGap: 16 })}
            tick={tickStyle}
            axisLine={false}
            tickLine={false}
          />
          <YAxis
            {...(isHorizontal
              ? { type: "category" as const, dataKey: "label", width: 96 }
              : { tickFormatter, width: 52, allowDecimals: unit === "percent" })}
            tick={tickStyle}
            axisLine={false}
            tickLine={false}
          />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            content={<ChartTooltip unit={unit} locale={locale} />}
          />
          {series.map((entry, index) => (
            <Bar
              key={entry.key}
              {...stackProps}
              dataKey={entry.key}
              name={entry.label}
              fill={chartColor(entry.tone, index)}
              radius={isStacked ? 0 : 2}
              maxBarSize={36}
              isAnimationActive={false}
            />
          ))}
        </RechartsBarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
