import { isNull, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { alarms } from "@/db/schema/watching";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { findSetting } from "@/lib/service-settings/queries";
import { alarmMail } from "./email";
import { type Breach, judge, type Reading } from "./rules";

/** Opens an alarm for every rule that the readings break and closes those that hold again. */
export async function applyReadings(readings: readonly Reading[]): Promise<void> {
  const { broken, mended } = judge(readings, await findSetting("alarm_thresholds"));
  for (const breach of broken) await openAlarm(breach);
  for (const { rule, subject } of mended) {
    await controlDb().execute(sql`
      update alarms set closed_at = now() where rule = ${rule} and subject = ${subject} and closed_at is null`);
  }
}

async function openAlarm({ rule, subject, value, threshold }: Breach): Promise<void> {
  const opened = await controlDb()
    .insert(alarms)
    .values({ rule, subject, value, threshold })
    .onConflictDoNothing()
    .returning({ id: alarms.id });
  if (opened.length > 0) log.warn({ rule, subject, value, threshold }, "alarm");
}

/** Mails every alarm that nobody has been told of; the provider drops a repeat by its key. */
export async function tellAlarms(): Promise<void> {
  const untold = await controlDb().select().from(alarms).where(isNull(alarms.toldAt));
  for (const alarm of untold) {
    const { subject, body } = await alarmMail(alarm);
    await sendAccountMail({
      to: env().OPERATOR_MAIL,
      subject,
      body,
      idempotencyKey: `alarm-${alarm.id}`,
    });
    await controlDb().execute(sql`update alarms set told_at = now() where id = ${alarm.id}`);
  }
}

/** Forgets alarms that were closed over a year ago. */
export async function pruneAlarms(): Promise<void> {
  await controlDb().execute(sql`delete from alarms where closed_at < now() - interval '400 days'`);
}
