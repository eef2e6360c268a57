"use client";

import { useLocale } from "next-intl";
import {
  CartesianGrid,
  Line,
  LineChart as RechartsLineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChartFrame } from "./chart-frame";
import { ChartTooltip, tickStyle } from "./chart-parts";
import { chartColor } from "./chart-tone";
import { chartValue, type SeriesChartProps, seriesLegend, seriesTable } from "./series-chart";

type LineChartProps = Omit<SeriesChartProps, "isStacked" | "orientation"> & {
  /** The top of the scale, where it is known. */
  highest?: number;
};

/** Values over time, one line for each series. */
export function LineChart(props: LineChartProps) {
  const { title, data, series, height = 160, unit = "count", highest } = props;
  const locale = useLocale();
  return (
    <ChartFrame title={title} legend={seriesLegend(series)} table={seriesTable(props, locale)}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 320, height }}>
        <RechartsLineChart
          accessibilityLayer={false}
          data={[...data]}
          margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="label"
            minTickGap={40}
            tick={tickStyle}
            axisLine={false}
            tickLine={false}
          />
          <YAxis
            tickFormatter={(value: unknown) => chartValue(value, unit, locale)}
            domain={[0, highest ?? "auto"]}
            width={64}
            tick={tickStyle}
            axisLine={false}
            tickLine={false}
          />
          <Tooltip content={<ChartTooltip unit={unit} locale={locale} />} />
          {series.map((entry, index) => (
            <Line
              key={entry.key}
              dataKey={entry.key}
              name={entry.label}
              stroke={chartColor(entry.tone, index)}
              dot={data.length === 1}
              strokeWidth={1.5}
              isAnimationActive={false}
              connectNulls
            />
          ))}
        </RechartsLineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
