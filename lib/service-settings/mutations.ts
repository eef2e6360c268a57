import { eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { serviceSettings } from "@/db/schema/watching";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { findSetting } from "./queries";
import type {
  ServiceSetting,
  ServiceSettingKey,
  SetAbuseThresholdsInput,
  SetConcurrencyInput,
  SetPaymentGraceInput,
  SetPlanLimitsInput,
  SetRampUpInput,
  SetThresholdsInput,
} from "./schema";

/** Jobs and batches that each worker handles at a time; workers follow within seconds. */
export const setConcurrency = (operator: OperatorContext, input: SetConcurrencyInput) =>
  store(operator, "worker_concurrency", input);

/** From which values on an alarm is raised. */
export const setThresholds = (operator: OperatorContext, input: SetThresholdsInput) =>
  store(operator, "alarm_thresholds", input);

/** What a plan allows from now on to everyone who has no limits of their own. */
export async function setPlanLimits(
  operator: OperatorContext,
  { planId, ...limits }: SetPlanLimitsInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    await lockSetting(tx, "plan_limits");
    const others = await findSetting("plan_limits", tx);
    await write(tx, operator, "plan_limits", { ...others, [planId]: limits });
  });
}

/** From which figures on a customer is looked at, and from which its sending stops. */
export const setAbuseThresholds = (operator: OperatorContext, input: SetAbuseThresholdsInput) =>
  store(operator, "abuse_thresholds", input);

/** How many mails a new customer may send in a day, and how that grows. */
export const setRampUp = (operator: OperatorContext, input: SetRampUpInput) =>
  store(operator, "ramp_up", input);

/** For how many days an unpaid invoice leaves sending as it is. */
export const setPaymentGrace = (operator: OperatorContext, input: SetPaymentGraceInput) =>
  store(operator, "payment_grace", input);

async function store<K extends ServiceSettingKey>(
  operator: OperatorContext,
  key: K,
  value: ServiceSetting<K>,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    await lockSetting(tx, key);
    await write(tx, operator, key, value);
  });
}

/** One change of a setting at a time, also of one that has no row yet: each sees what the one before it left. */
async function lockSetting(tx: Transaction, key: ServiceSettingKey): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`setting:${key}`}, 0))`);
}

async function write<K extends ServiceSettingKey>(
  tx: Transaction,
  operator: OperatorContext,
  key: K,
  value: ServiceSetting<K>,
): Promise<void> {
  const [before] = await tx
    .select({ value: serviceSettings.value })
    .from(serviceSettings)
    .where(eq(serviceSettings.key, key));
  const written = { value, updatedBy: operator.operator.id, updatedAt: new Date() };
  await tx
    .insert(serviceSettings)
    .values({ key, ...written })
    .onConflictDoUpdate({ target: serviceSettings.key, set: written });
  await recordOperatorAudit(tx, operator, {
    action: "setting.changed",
    targetType: "setting",
    targetId: key,
    details: { before: before?.value ?? null, after: value },
  });
}
