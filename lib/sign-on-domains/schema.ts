import { z } from "zod";
import { normalizeEmail } from "@/lib/addresses/rules";

/** A mail domain in its ASCII form; a pasted address gives its own. */
export const createDomainSchema = z.object({
  domain: z
    .string()
    .trim()
    .min(1, "required")
    .max(253)
    .transform((text, ctx) => {
      const email = normalizeEmail(`a@${text.slice(text.lastIndexOf("@") + 1)}`)?.email;
      if (email) return email.slice(2);
      ctx.addIssue({ code: "custom", message: "signOn.errors.notDomain" });
      return z.NEVER;
    }),
});
export type CreateDomainInput = z.output<typeof createDomainSchema>;

export const domainIdSchema = z.object({ id: z.uuid() });
export type DomainIdInput = z.output<typeof domainIdSchema>;
