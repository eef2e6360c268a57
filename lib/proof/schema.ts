import { z } from "zod";
import { factorProofSchema } from "@/lib/second-step/schema";
import { givenPasswordSchema } from "@/lib/sign-in/schema";

/** What a signed-in person shows to prove once more who they are. */
export const proofSchema = z.union([
  z.object({ method: z.literal("password"), password: givenPasswordSchema }),
  factorProofSchema,
]);
export type ProofInput = z.output<typeof proofSchema>;

export const proofQuestionSchema = z.object({});
