import { z } from "zod";

/** Operators prove themselves by an authenticator app or a recovery code. */
export const operatorProofSchema = z.object({
  method: z.enum(["totp", "recovery"]),
  code: z.string().trim().min(1, "required").max(40),
});
export type OperatorProof = z.output<typeof operatorProofSchema>;

export const operatorCodeSchema = z.object({ code: z.string().trim().min(1, "required").max(20) });
export const operatorNothingSchema = z.object({});
