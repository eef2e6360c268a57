import { z } from "zod";
import { passwordSchema } from "@/lib/auth/password-rules";

const text = (max: number) =>
  z
    .string()
    .transform((given) => given.trim())
    .pipe(z.string().min(1, "required").max(max));

export const registrationSchema = z.object({
  code: z
    .string()
    .transform((given) => given.normalize("NFKC").replace(/\s/g, ""))
    .pipe(z.string().regex(/^\d{6}$/, "applications.errors.codeFormat")),
  companyName: text(100),
  contactName: text(60),
  password: passwordSchema,
  isAgreed: z.boolean().refine((agreed) => agreed, "mustAgree"),
});
export type RegistrationInput = z.output<typeof registrationSchema>;
