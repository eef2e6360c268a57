import type { Tone } from "../tone";

export type ChartTone = Tone | "c1" | "c2" | "c3" | "c4" | "c5" | "c6";

const colors: Record<ChartTone, string> = {
  neutral: "var(--chart-neutral)",
  accent: "var(--chart-1)",
  info: "var(--chart-5)",
  success: "var(--chart-2)",
  warning: "var(--chart-3)",
  danger: "var(--danger-text)",
  c1: "var(--chart-1)",
  c2: "var(--chart-2)",
  c3: "var(--chart-3)",
  c4: "var(--chart-4)",
  c5: "var(--chart-5)",
  c6: "var(--chart-6)",
};

const order: ChartTone[] = ["c1", "c2", "c3", "c4", "c5", "c6"];

/** The colour of a series: the one asked for, else the next of the palette. */
export function chartColor(tone: ChartTone | undefined, index: number): string {
  return colors[tone ?? order[index % order.length] ?? "c1"];
}
