import type { metricSteps } from "@/db/values";

export type MetricStep = (typeof metricSteps)[number];
export type MetricUnit = "percent" | "count" | "bytes" | "bytesPerSecond" | "seconds" | "days";

/** What is measured, on each machine or for the service as a whole, and in which unit. */
export const metrics = {
  cpu: { unit: "percent", isPerHost: true },
  memory: { unit: "percent", isPerHost: true },
  disk: { unit: "percent", isPerHost: true },
  network_in: { unit: "bytesPerSecond", isPerHost: true },
  network_out: { unit: "bytesPerSecond", isPerHost: true },
  mails_sent: { unit: "count", isPerHost: true },
  clock_offset: { unit: "seconds", isPerHost: true },
  connections: { unit: "percent", isPerHost: false },
  queue_depth: { unit: "count", isPerHost: false },
  queue_age: { unit: "seconds", isPerHost: false },
  delivery_depth: { unit: "count", isPerHost: false },
  delivery_age: { unit: "seconds", isPerHost: false },
  failed_jobs: { unit: "count", isPerHost: false },
  workers: { unit: "count", isPerHost: false },
  database_size: { unit: "bytes", isPerHost: false },
  certificate_days: { unit: "days", isPerHost: false },
  backup_age: { unit: "seconds", isPerHost: false },
  outbox_age: { unit: "seconds", isPerHost: false },
  stuck_deliveries: { unit: "count", isPerHost: false },
  stuck_applications: { unit: "count", isPerHost: false },
} as const satisfies Record<string, { unit: MetricUnit; isPerHost: boolean }>;

export type MetricName = keyof typeof metrics;
export type Sample = { metric: MetricName | `table:${string}`; host: string; value: number };

/** How far back a chart looks, and in which steps. */
export const periods = {
  day: { hours: 24, step: "minute" },
  week: { hours: 7 * 24, step: "hour" },
  month: { hours: 30 * 24, step: "hour" },
  year: { hours: 366 * 24, step: "day" },
} as const satisfies Record<string, { hours: number; step: MetricStep }>;

export type Period = keyof typeof periods;

export const readPeriod = (text: string | undefined): Period =>
  text && Object.hasOwn(periods, text) ? (text as Period) : "day";

/** How long the samples of each step are kept. */
export const keptDays: Record<MetricStep, number> = { minute: 2, hour: 100, day: 400 };
