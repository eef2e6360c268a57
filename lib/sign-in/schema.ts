import { z } from "zod";
import { normalizeEmail } from "@/lib/addresses/rules";
import { passwordSchema } from "@/lib/auth/password-rules";
import { locales } from "@/lib/i18n/locale";

/** An account's e-mail in the one spelling under which it is stored. */
export const accountEmailSchema = z
  .string()
  .trim()
  .min(1, "required")
  .transform((text, ctx) => {
    const email = normalizeEmail(text)?.email;
    if (email) return email;
    ctx.addIssue({ code: "custom", message: "invalidEmail" });
    return z.NEVER;
  });

/** A password that only has to match: any rule of ours may be younger than it. */
export const givenPasswordSchema = z.string().min(1, "required").max(1024);

const linkTokenSchema = z.string().min(1).max(200);

export const signInSchema = z.object({
  email: accountEmailSchema,
  password: givenPasswordSchema,
  next: z.string().max(2000).optional(),
});
export type SignInInput = z.output<typeof signInSchema>;

export const passwordResetRequestSchema = z.object({ email: accountEmailSchema });
export type PasswordResetRequestInput = z.output<typeof passwordResetRequestSchema>;

export const passwordResetSchema = z.object({ token: linkTokenSchema, password: passwordSchema });
export type PasswordResetInput = z.output<typeof passwordResetSchema>;

export const termsAgreementSchema = z.object({
  agree: z.boolean().refine((isAgreed) => isAgreed, "mustAgree"),
});

export const resetSearchSchema = z.object({ email: z.string(), locale: z.enum(locales) });

export const refusalSchema = z.object({
  email: z.string(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string().nullable(),
});
export type RefusalInput = z.output<typeof refusalSchema>;

export const accountMailSchema = z.object({
  tenantId: z.uuid(),
  userId: z.uuid(),
  locale: z.enum(locales),
});
export type AccountMailInput = z.output<typeof accountMailSchema>;
