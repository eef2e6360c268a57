import { z } from "zod";
import { isCleanLine } from "@/lib/clean-text";
import { passkeyAnswerSchema } from "@/lib/second-step/schema";

export const passkeyNameSchema = z
  .string()
  .trim()
  .min(1, "required")
  .max(60)
  .refine(isCleanLine, "invalidCharacters");

const base64url = z.string().max(20_000);

/** What a browser hands over after an authenticator has made a passkey (WebAuthn, in JSON form). */
export const registrationAnswerSchema = z.object({
  id: z.string().min(1).max(1400),
  rawId: z.string().min(1).max(1400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
});

export const addPasskeySchema = z.object({
  name: passkeyNameSchema,
  answer: registrationAnswerSchema,
});
export type AddPasskeyInput = z.output<typeof addPasskeySchema>;

export const startRegistrationSchema = z.object({});
export const passkeyIdSchema = z.object({ id: z.uuid() });
export type PasskeyIdInput = z.output<typeof passkeyIdSchema>;
export const renamePasskeySchema = z.object({ id: z.uuid(), name: passkeyNameSchema });
export type RenamePasskeyInput = z.output<typeof renamePasskeySchema>;

export const passkeySignInSchema = z.object({
  answer: passkeyAnswerSchema,
  next: z.string().max(2000).optional(),
});

export const newPasskeySchema = z.object({ name: passkeyNameSchema });
