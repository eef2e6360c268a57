import { eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { serviceSettings } from "@/db/schema/watching";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import type {
  ServiceSettingKey,
  SetConcurrencyInput,
  SetPaymentGraceInput,
  SetThresholdsInput,
} from "./schema";

/** Jobs and batches that each worker handles at a time; workers follow within seconds. */
export const setConcurrency = (operator: OperatorContext, input: SetConcurrencyInput) =>
  store(operator, "worker_concurrency", input);

/** From which values on an alarm is raised. */
export const setThresholds = (operator: OperatorContext, input: SetThresholdsInput) =>
  store(operator, "alarm_thresholds", input);

/** For how many days an unpaid invoice leaves sending as it is. */
export const setPaymentGrace = (operator: OperatorContext, input: SetPaymentGraceInput) =>
  store(operator, "payment_grace", input);

async function store(
  operator: OperatorContext,
  key: ServiceSettingKey,
  value: SetConcurrencyInput | SetThresholdsInput | SetPaymentGraceInput,
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
