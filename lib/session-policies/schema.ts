import { z } from "zod";

/** Offered limits: long enough to work, short enough to mean something; the cookie itself ends after 30 days. */
export const absoluteDayChoices = [1, 3, 7, 14, 30] as const;
export const idleMinuteChoices = [15, 30, 60, 240, 480, 1440, 10080] as const;
export const defaultAbsoluteDays = 30;

const oneOfNumbers = (choices: readonly number[]) =>
  z.string().refine((text) => choices.includes(Number(text)), "required");

export const sessionPolicySchema = z.object({
  absoluteDays: oneOfNumbers(absoluteDayChoices).transform(Number),
  /** Empty for no limit. */
  idleMinutes: z
    .union([z.literal(""), oneOfNumbers(idleMinuteChoices)])
    .transform((text) => (text === "" ? null : Number(text))),
});
export type SessionPolicyInput = z.output<typeof sessionPolicySchema>;
