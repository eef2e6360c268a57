import { z } from "zod";
import { alarmRules } from "@/db/values";
import { planIds } from "@/lib/plans/rules";

const planLimit = z.coerce.number().int().min(0).max(2_000_000_000);
const planLimits = z.object({ addresses: planLimit, monthlyMails: planLimit, users: planLimit });

import { thresholdNames } from "@/lib/abuse/rules";
import { type AlarmRule, alarmDefinitions, fromUnit } from "@/lib/alarms/rules";
import { rampUpSchema } from "@/lib/ramp-up/schema";

const threshold = z.coerce.number().min(0).max(1_000_000_000);

/** What an operator may change while the service runs, by key; a value that is missing is the default of its place. */
export const serviceSettingsSchema = {
  worker_concurrency: z.object({ concurrency: z.coerce.number().int().min(1).max(64) }),
  /** Days from an invoice that could not be charged until sending stops. */
  payment_grace: z.object({ days: z.coerce.number().int().min(3).max(90) }),
  alarm_thresholds: z.partialRecord(z.enum(alarmRules), threshold),
  plan_limits: z.partialRecord(z.enum(planIds), planLimits),
  abuse_thresholds: z.partialRecord(z.enum(thresholdNames), threshold),
  ramp_up: rampUpSchema,
} as const;

export type ServiceSettingKey = keyof typeof serviceSettingsSchema;
export type ServiceSetting<K extends ServiceSettingKey> = z.output<
  (typeof serviceSettingsSchema)[K]
>;

export const setConcurrencySchema = serviceSettingsSchema.worker_concurrency;
export type SetConcurrencyInput = z.output<typeof setConcurrencySchema>;

export const setPaymentGraceSchema = serviceSettingsSchema.payment_grace;
export type SetPaymentGraceInput = z.output<typeof setPaymentGraceSchema>;

/** As staff write them: shares in percent, long times in hours. */
const written = (rule: AlarmRule) =>
  (alarmDefinitions[rule].unit === "percent" ? threshold.max(100) : threshold).transform((value) =>
    fromUnit(rule, value),
  );
export const setThresholdsSchema = z.object(
  Object.fromEntries(alarmRules.map((rule) => [rule, written(rule)])) as Record<
    AlarmRule,
    ReturnType<typeof written>
  >,
);
export type SetThresholdsInput = z.output<typeof setThresholdsSchema>;

export const setPlanLimitsSchema = planLimits.extend({ planId: z.enum(planIds) });
export type SetPlanLimitsInput = z.output<typeof setPlanLimitsSchema>;
export const setAbuseThresholdsSchema = z.record(z.enum(thresholdNames), threshold);
export type SetAbuseThresholdsInput = z.output<typeof setAbuseThresholdsSchema>;

export const setRampUpSchema = serviceSettingsSchema.ramp_up;
export type SetRampUpInput = z.output<typeof setRampUpSchema>;
