import { z } from "zod";

const base64url = z.string().max(20_000);

/** What a browser hands over after a passkey has signed (WebAuthn, section 5.1, in JSON form). */
export const passkeyAnswerSchema = z.object({
  id: z.string().min(1).max(1400),
  rawId: z.string().min(1).max(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.string().max(200).optional(),
  }),
});
export type PasskeyAnswer = z.output<typeof passkeyAnswerSchema>;

/** Something that only the holder of a user's second factor can show. */
export const factorProofSchema = z.discriminatedUnion("method", [
  z.object({ method: z.literal("totp"), code: z.string().trim().min(1, "required").max(20) }),
  z.object({ method: z.literal("recovery"), code: z.string().trim().min(1, "required").max(40) }),
  z.object({ method: z.literal("passkey"), answer: passkeyAnswerSchema }),
]);
export type FactorProof = z.output<typeof factorProofSchema>;

export const secondStepSchema = z.object({
  proof: factorProofSchema,
  next: z.string().max(2000).optional(),
});

export const nothingSchema = z.object({});
