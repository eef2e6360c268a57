import { z } from "zod";
import { accountEmailSchema } from "@/lib/sign-in/schema";

export const signOnSearchSchema = z.object({ email: accountEmailSchema });

export const startSignOnSchema = z.object({
  email: accountEmailSchema,
  next: z.string().max(2000).optional(),
});
export type StartSignOnInput = z.output<typeof startSignOnSchema>;

export const startTestSchema = z.object({});

/** What is kept sealed between the way to the provider and back. */
export const attemptSecretsSchema = z.object({
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  /** Who tries the connection out. */
  userId: z.string().nullable(),
});
export type AttemptSecrets = z.output<typeof attemptSecretsSchema>;
