import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { alarms } from "@/db/schema/watching";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { operatorRecipients, tell } from "@/lib/outbox/mutations";
import { findSetting } from "@/lib/service-settings/queries";
import { alarmText } from "./email";
import { type Breach, judge, type Reading } from "./rules";

/** Opens an alarm for every rule that the readings break and closes those that hold again; who opens one tells it. */
export async function applyReadings(readings: readonly Reading[]): Promise<void> {
  const { broken, mended } = judge(readings, await findSetting("alarm_thresholds"));
  for (const breach of broken) await openAlarm(breach);
  for (const { rule, subject } of mended) {
    await controlDb().execute(sql`
      update alarms set closed_at = now() where rule = ${rule} and subject = ${subject} and closed_at is null`);
  }
}

async function openAlarm(breach: Breach): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const [opened] = await tx.insert(alarms).values(breach).onConflictDoNothing().returning();
    if (!opened) return;
    log.warn(breach, "alarm");
    const text = await alarmText(opened);
    await tell(
      tx,
      { type: "alarm", id: opened.id },
      { ja: text },
      operatorRecipients(env().OPERATOR_MAIL),
    );
  });
}

/** Forgets alarms that were closed longer ago; returns how many. */
export async function pruneAlarms(days: number): Promise<number> {
  const rows = await controlDb().execute(
    sql`delete from alarms where closed_at < now() - make_interval(days => ${days})`,
  );
  return rows.count;
}
