import type { alarmRules } from "@/db/values";
import { formatNumber, formatPercent } from "@/lib/format";

export type AlarmRule = (typeof alarmRules)[number];

type Definition = {
  /** The measurement it looks at, or the fact that is measured when it is asked for. */
  metric: string;
  threshold: number;
  isLow?: boolean;
  /** What staff set the threshold in; it is kept as it is measured: a share, or seconds. */
  unit: keyof typeof unitSizes;
};

const unitSizes = { percent: 0.01, count: 1, seconds: 1, hours: 3_600, days: 1 } as const;

/** From which value on each rule is broken, unless the operator has set another one. */
export const alarmDefinitions: Record<AlarmRule, Definition> = {
  cpu: { metric: "cpu", threshold: 0.9, unit: "percent" },
  memory: { metric: "memory", threshold: 0.92, unit: "percent" },
  disk: { metric: "disk", threshold: 0.85, unit: "percent" },
  connections: { metric: "connections", threshold: 0.8, unit: "percent" },
  queue_age: { metric: "queue_age", threshold: 300, unit: "seconds" },
  delivery_age: { metric: "delivery_age", threshold: 300, unit: "seconds" },
  failed_jobs: { metric: "failed_jobs", threshold: 20, unit: "count" },
  workers: { metric: "workers", threshold: 1, isLow: true, unit: "count" },
  clock_offset: { metric: "clock_offset", threshold: 1, unit: "seconds" },
  certificate_days: { metric: "certificate_days", threshold: 14, isLow: true, unit: "days" },
  backup_age: { metric: "backup_age", threshold: 26 * 3600, unit: "hours" },
  outbox_age: { metric: "outbox_age", threshold: 900, unit: "seconds" },
  stuck_deliveries: { metric: "stuck_deliveries", threshold: 0, unit: "count" },
  stuck_applications: { metric: "stuck_applications", threshold: 0, unit: "count" },
};

export type Thresholds = Partial<Record<AlarmRule, number>>;

/** The threshold in force for a rule. */
export const thresholdOf = (rule: AlarmRule, changed: Thresholds | null): number =>
  changed?.[rule] ?? alarmDefinitions[rule].threshold;

/** Whether a value breaks the rule: above the threshold, or below it where low is bad. */
export function isBroken(rule: AlarmRule, value: number, threshold: number): boolean {
  return alarmDefinitions[rule].isLow ? value < threshold : value > threshold;
}

export type Reading = { metric: string; host: string; value: number };
export type Breach = { rule: AlarmRule; subject: string; value: number; threshold: number };
export type Verdict = { broken: Breach[]; mended: { rule: AlarmRule; subject: string }[] };

/** Which rules the readings break and which they keep; what was not measured is neither. */
export function judge(readings: readonly Reading[], changed: Thresholds | null): Verdict {
  const verdict: Verdict = { broken: [], mended: [] };
  for (const [name, { metric }] of Object.entries(alarmDefinitions)) {
    const rule = name as AlarmRule;
    const threshold = thresholdOf(rule, changed);
    for (const { host, value } of readings.filter((reading) => reading.metric === metric)) {
      if (isBroken(rule, value, threshold))
        verdict.broken.push({ rule, subject: host, value, threshold });
      else verdict.mended.push({ rule, subject: host });
    }
  }
  return verdict;
}

/** A measured value in the unit that staff set it in. */
export const inUnit = (rule: AlarmRule, measured: number): number =>
  Number((measured / unitSizes[alarmDefinitions[rule].unit]).toPrecision(12));

/** The measured value of what staff set. */
export const fromUnit = (rule: AlarmRule, set: number): number =>
  Number((set * unitSizes[alarmDefinitions[rule].unit]).toPrecision(12));

/** A value of a rule for people: a share in percent, times in a unit that fits their length. */
export function writeValue(rule: AlarmRule, value: number, locale: "ja" | "en"): string {
  const { unit } = alarmDefinitions[rule];
  if (unit === "percent") return formatPercent(value, locale);
  if (unit === "count") return formatNumber(value, locale);
  if (unit === "days") return writeTime(value, "day", locale);
  if (value >= 2 * 3_600) return writeTime(value / 3_600, "hour", locale);
  return value >= 120
    ? writeTime(value / 60, "minute", locale)
    : writeTime(value, "second", locale);
}

const writeTime = (value: number, unit: "day" | "hour" | "minute" | "second", locale: string) =>
  new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    maximumFractionDigits: unit === "second" ? 2 : 1,
  }).format(value);
