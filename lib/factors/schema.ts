import { z } from "zod";

export const totpCodeSchema = z.object({ code: z.string().trim().min(1, "required").max(20) });
export type TotpCodeInput = z.output<typeof totpCodeSchema>;

export const noInputSchema = z.object({});

export const factorUserSchema = z.object({ userId: z.uuid() });
export type FactorUserInput = z.output<typeof factorUserSchema>;
