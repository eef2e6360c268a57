import { z } from "zod";
import { locales } from "@/lib/i18n/locale";

export const networkPolicySchema = z.object({
  isOn: z.boolean(),
  /** A range and its note on each line. */
  ranges: z.string().max(20_000),
});
export type NetworkPolicyInput = z.output<typeof networkPolicySchema>;

export const requestRecoverySchema = z.object({});
export const networkRecoverySchema = z.object({ token: z.string().min(1).max(200) });
export type NetworkRecoveryInput = z.output<typeof networkRecoverySchema>;

export const networkMailSchema = z.object({
  tenantId: z.uuid(),
  userId: z.uuid(),
  ip: z.string().nullable(),
  locale: z.enum(locales),
});
export type NetworkMailInput = z.output<typeof networkMailSchema>;
