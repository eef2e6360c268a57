import { eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { serviceSettings } from "@/db/schema/watching";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import type {
  ServiceSettingKey,
  SetAbuseThresholdsInput,
  SetConcurrencyInput,
  SetRampUpInput,
  SetThresholdsInput,
} from "./schema";

/** Jobs and batches that each worker handles at a time; workers follow within seconds. */
export const setConcurrency = (operator: OperatorContext, input: SetConcurrencyInput) =>
  store(operator, "worker_concurrency", input);

/** From which values on an alarm is raised. */
export const setThresholds = (operator: OperatorContext, input: SetThresholdsInput) =>
  store(operator, "alarm_thresholds", input);

/** From which figures on a customer is looked at, and from which its sending stops. */
export const setAbuseThresholds = (operator: OperatorContext, input: SetAbuseThresholdsInput) =>
  store(operator, "abuse_thresholds", input);

/** How many mails a new customer may send in a day, and how that grows. */
export const setRampUp = (operator: OperatorContext, input: SetRampUpInput) =>
  store(operator, "ramp_up", input);

async function store(
  operator: OperatorContext,
  key: ServiceSettingKey,
  value: SetConcurrencyInput | SetThresholdsInput | SetAbuseThresholdsInput | SetRampUpInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
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
  });
}
