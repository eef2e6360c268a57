import { z } from "zod";
import { normalizeEmail } from "@/lib/addresses/rules";
import { attributeValueMaxLength } from "@/lib/attributes/rules";
import { isCleanLine } from "@/lib/clean-text";
import { formTagsMost } from "@/lib/signup-forms/rules";

const emailSchema = z
  .string()
  .min(1)
  .transform((text, context) => {
    const normalized = normalizeEmail(text);
    if (normalized) return normalized.email;
    context.addIssue({ code: "custom", message: "invalidEmail", input: text });
    return z.NEVER;
  });

export const submitSignupSchema = z.object({
  formId: z.uuid(),
  /** Signed when the page was made. */
  started: z.string().max(500),
  /** Nobody sees this field; only machines fill it in. */
  website: z.string().max(2000),
  email: emailSchema,
  name: z.string().trim().max(100).refine(isCleanLine, "invalidCharacters"),
  /** As typed, by the attribute's id; the definitions say what they mean. */
  attributes: z.record(z.uuid(), z.string().max(2 * attributeValueMaxLength)),
  tagIds: z.array(z.uuid()).max(formTagsMost),
  hasConsented: z.boolean().refine((hasConsented) => hasConsented, "mustAgree"),
});

export const signupJobSchema = z.object({ tenantId: z.uuid(), requestId: z.uuid() });

export type SubmitSignupInput = z.output<typeof submitSignupSchema>;
export type SignupJobInput = z.output<typeof signupJobSchema>;
