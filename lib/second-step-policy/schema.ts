import { z } from "zod";

export const graceDaysMost = 90;

export const secondStepPolicySchema = z.object({
  isRequired: z.boolean(),
  graceDays: z.number().int().min(0).max(graceDaysMost),
});
export type SecondStepPolicyInput = z.output<typeof secondStepPolicySchema>;
