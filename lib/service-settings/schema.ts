import { z } from "zod";
import { alarmRules } from "@/db/values";

const threshold = z.coerce.number().min(0).max(1_000_000_000);

/** What an operator may change while the service runs, by key; a value that is missing is the default of its place. */
export const serviceSettingsSchema = {
  worker_concurrency: z.object({ concurrency: z.coerce.number().int().min(1).max(64) }),
  /** Days from an invoice that could not be charged until sending stops. */
  payment_grace: z.object({ days: z.coerce.number().int().min(3).max(90) }),
  alarm_thresholds: z.partialRecord(z.enum(alarmRules), threshold),
} as const;

export type ServiceSettingKey = keyof typeof serviceSettingsSchema;
export type ServiceSetting<K extends ServiceSettingKey> = z.output<
  (typeof serviceSettingsSchema)[K]
>;

export const setConcurrencySchema = serviceSettingsSchema.worker_concurrency;
export type SetConcurrencyInput = z.output<typeof setConcurrencySchema>;

export const setPaymentGraceSchema = serviceSettingsSchema.payment_grace;
export type SetPaymentGraceInput = z.output<typeof setPaymentGraceSchema>;

export const setThresholdsSchema = z.record(z.enum(alarmRules), threshold);
export type SetThresholdsInput = z.output<typeof setThresholdsSchema>;
