import { z } from "zod";

/** Mails on a new customer's first day, times what every so many days, and for how many days in all. */
export const rampUpSchema = z.object({
  firstDay: z.coerce.number().int().min(1).max(100_000_000),
  factor: z.coerce.number().min(1).max(10),
  stepDays: z.coerce.number().int().min(1).max(90),
  days: z.coerce.number().int().min(0).max(365),
});
export type RampUp = z.output<typeof rampUpSchema>;

export const liftRampSchema = z.object({ tenantId: z.uuid() });
export type LiftRampInput = z.output<typeof liftRampSchema>;
