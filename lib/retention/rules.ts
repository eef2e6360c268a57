/** Kinds of records that are kept for a time, in the order in which staff see them. */
export const retentionKinds = [
  "audit",
  "sign_ins",
  "operator_sign_ins",
  "suspicions",
  "service_errors",
  "job_runs",
  "work_log",
  "outbox",
  "mail_events",
  "reaction_hours",
  "payment_events",
  "alarms",
  "metrics",
  "prunings",
  "sessions",
  "links",
  "challenges",
  "signup_requests",
  "counters",
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** Days for which each kind is kept; null: as many years as the setting for audit logs says. */
const keptDays: Record<RetentionKind, number | null> = {
  audit: null,
  // The history's own policy in the database has the same figure.
  sign_ins: 400,
  operator_sign_ins: 400,
  suspicions: 180,
  service_errors: 90,
  job_runs: 366,
  work_log: 5 * 366,
  outbox: 3 * 366,
  mail_events: 400,
  // Two periods: what is older is not counted any more.
  reaction_hours: 180,
  payment_events: 400,
  alarms: 400,
  // Days; minutes and hours go sooner, as lib/metrics says.
  metrics: 400,
  prunings: 400,
  sessions: 90,
  links: 30,
  challenges: 1,
  signup_requests: 1,
  counters: 2,
};

/** Kinds that grow by the minute and are pruned every hour, the others every day. */
const hourlyKinds: readonly RetentionKind[] = ["metrics", "counters", "service_errors"];

/** A bad day must not fill the database: of errors only the newest stay, whatever their age. */
export const errorsMost = 100_000;

export type RetentionRule = { kind: RetentionKind; days: number; isHourly: boolean };

/** Every kind with its period; a year of the audit log's setting is 366 days, so that nothing goes too early. */
export const retentionRules = (auditYears: number): RetentionRule[] =>
  retentionKinds.map((kind) => ({
    kind,
    days: keptDays[kind] ?? auditYears * 366,
    isHourly: hourlyKinds.includes(kind),
  }));
