import type { abuseKinds, abuseLevels, findingStates } from "@/db/values";

export type AbuseKind = (typeof abuseKinds)[number];
export type AbuseLevel = (typeof abuseLevels)[number];
export type FindingState = (typeof findingStates)[number];

/** Kinds that have figures to compare; a trap address is one too many by itself. */
export const measuredKinds = [
  "bounce_rate",
  "complaint_rate",
  "volume",
  "content",
  "exports",
  "failed_sign_ins",
  "breached_sign_ins",
] as const satisfies readonly AbuseKind[];
export type MeasuredKind = (typeof measuredKinds)[number];

export const thresholdUnits = {
  bounce_rate: "percent",
  complaint_rate: "percent",
  volume: "ratio",
  content: "points",
  exports: "rows",
  failed_sign_ins: "times",
  breached_sign_ins: "times",
} as const satisfies Record<MeasuredKind, string>;

export const thresholdNames = [
  ...measuredKinds,
  "bounce_rate_hard",
  "complaint_rate_hard",
  "volume_hard",
  "content_hard",
  "exports_hard",
  "failed_sign_ins_hard",
  "breached_sign_ins_hard",
  "rate_mails",
  "volume_mails",
] as const;
export type ThresholdName = (typeof thresholdNames)[number];
export type AbuseThresholds = Record<ThresholdName, number>;

/** Where a monitor speaks up, and where (`_hard`) it puts the brake on; 0 is never. Rates are in percent. */
export const defaultThresholds: AbuseThresholds = {
  bounce_rate: 5,
  bounce_rate_hard: 10,
  complaint_rate: 0.1,
  complaint_rate_hard: 0.5,
  volume: 3,
  volume_hard: 20,
  content: 2,
  content_hard: 5,
  exports: 20_000,
  exports_hard: 0,
  failed_sign_ins: 100,
  failed_sign_ins_hard: 0,
  breached_sign_ins: 1,
  breached_sign_ins_hard: 0,
  /** A rate says nothing below so many mails. */
  rate_mails: 200,
  /** A day of fewer mails is never a spike. */
  volume_mails: 5_000,
};

/** Fewer bounces or complaints than this are bad luck, whatever their rate. */
const eventsLeast = 3;

/** One tenant's figures since a person last judged them. */
export type Measured = {
  tenantId: string;
  /** How often people have judged within the time looked at. */
  decisions: number;
  bounceSent: number;
  bounced: number;
  complaintSent: number;
  complained: number;
  mailsOfDay: number;
  /** Mails of the fullest day in the four weeks before. */
  peakOfMonth: number;
  exportedRows: number;
  failedSignIns: number;
  breachedSignIns: number;
};

export type Breach = {
  kind: AbuseKind;
  level: AbuseLevel;
  value: number;
  threshold: number;
  evidence: Record<string, number>;
};

/** What of a tenant's figures passes a threshold, each kind at its worst level. */
export function judge(measured: Measured, thresholds: AbuseThresholds): Breach[] {
  return [
    rate("bounce_rate", measured.bounced, measured.bounceSent, thresholds),
    rate("complaint_rate", measured.complained, measured.complaintSent, thresholds),
    spike(measured, thresholds),
    count("exports", measured.exportedRows, thresholds),
    count("failed_sign_ins", measured.failedSignIns, thresholds),
    count("breached_sign_ins", measured.breachedSignIns, thresholds),
  ].flatMap((breach) => breach ?? []);
}

/** Rounded so that a finding reads as it was compared. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function rate(
  kind: "bounce_rate" | "complaint_rate",
  events: number,
  sent: number,
  thresholds: AbuseThresholds,
): Breach | null {
  if (sent < Math.max(1, thresholds.rate_mails) || events < eventsLeast) return null;
  return compare(kind, rounded((events / sent) * 100), thresholds, { events, sent });
}

/** A tenant without history is held back by its ramp-up instead. */
function spike(measured: Measured, thresholds: AbuseThresholds): Breach | null {
  const { mailsOfDay: mails, peakOfMonth: peak } = measured;
  if (peak <= 0 || mails < thresholds.volume_mails) return null;
  return compare("volume", rounded(mails / peak), thresholds, { mails, peak });
}

const count = (
  kind: "exports" | "failed_sign_ins" | "breached_sign_ins",
  value: number,
  thresholds: AbuseThresholds,
): Breach | null => compare(kind, value, thresholds, { count: value });

/** The breach of a value, or null; a threshold of 0 is switched off. */
export function compare(
  kind: MeasuredKind,
  value: number,
  thresholds: AbuseThresholds,
  evidence: Record<string, number>,
): Breach | null {
  const passes = (threshold: number) => threshold > 0 && value >= threshold;
  const hard = thresholds[`${kind}_hard`];
  if (passes(hard)) return { kind, level: "hard", value, threshold: hard, evidence };
  const threshold = thresholds[kind];
  return passes(threshold) ? { kind, level: "warning", value, threshold, evidence } : null;
}

/** What the figures of a day are known by: judged anew on the next day and after each decision of a person. */
export const figureSubject = (day: string, decisions: number): string => `${day}/${decisions}`;
