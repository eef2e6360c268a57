import { desc, isNotNull, isNull, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { alarms } from "@/db/schema/watching";
import { alarmRules } from "@/db/values";
import type { OperatorContext } from "@/lib/auth/context";
import { readLatest } from "@/lib/metrics/queries";
import { findSetting } from "@/lib/service-settings/queries";
import { type AlarmRule, alarmDefinitions, isBroken, thresholdOf } from "./rules";

const shown = {
  id: alarms.id,
  rule: alarms.rule,
  subject: alarms.subject,
  value: alarms.value,
  threshold: alarms.threshold,
  openedAt: alarms.openedAt,
  closedAt: alarms.closedAt,
  /** When the first of the operators' channels had taken it. */
  toldAt: sql<Date | null>`coalesce(alarms.told_at, (select min(m.told_at) from outbox_messages m
    where m.subject_type = 'alarm' and m.subject_id = alarms.id::text))`.mapWith(alarms.openedAt),
};

/** Open alarms, the oldest first. */
export function listOpenAlarms(_operator: OperatorContext) {
  return controlDb()
    .select(shown)
    .from(alarms)
    .where(isNull(alarms.closedAt))
    .orderBy(alarms.openedAt);
}

/** The alarms that ended last. */
export function listPastAlarms(_operator: OperatorContext) {
  return controlDb()
    .select(shown)
    .from(alarms)
    .where(isNotNull(alarms.closedAt))
    .orderBy(desc(alarms.openedAt))
    .limit(50);
}

export async function countOpenAlarms(_operator: OperatorContext): Promise<number> {
  const [row] = await controlDb()
    .select({ count: sql<number>`count(*)::int` })
    .from(alarms)
    .where(isNull(alarms.closedAt));
  return row?.count ?? 0;
}

export type Alarm = Awaited<ReturnType<typeof listOpenAlarms>>[number];

export type Check = {
  rule: AlarmRule;
  subject: string;
  state: "good" | "bad" | "unknown";
  value: number | null;
  threshold: number;
  at: Date | null;
};

/** Every rule against what was measured last; a rule without a reading is unknown, not good. */
export async function listChecks(_operator: OperatorContext): Promise<Check[]> {
  const [readings, changed] = await Promise.all([readLatest(), findSetting("alarm_thresholds")]);
  return alarmRules.flatMap((rule): Check[] => {
    const threshold = thresholdOf(rule, changed);
    const own = readings.filter(({ metric }) => metric === alarmDefinitions[rule].metric);
    if (own.length === 0)
      return [{ rule, subject: "", state: "unknown", value: null, threshold, at: null }];
    return own.map(({ host, value, at }) => ({
      rule,
      subject: host,
      state: isBroken(rule, value, threshold) ? "bad" : "good",
      value,
      threshold,
      at,
    }));
  });
}

/** The thresholds in force, for every rule. */
export async function readThresholds(
  _operator: OperatorContext,
): Promise<Record<AlarmRule, number>> {
  const changed = await findSetting("alarm_thresholds");
  const entries = alarmRules.map((rule) => [rule, thresholdOf(rule, changed)]);
  return Object.fromEntries(entries) as Record<AlarmRule, number>;
}
