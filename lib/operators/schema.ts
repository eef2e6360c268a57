import { z } from "zod";

export const operatorSignInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(256),
});
export type OperatorSignInInput = z.output<typeof operatorSignInSchema>;
