import { z } from "zod";
import { suppressionReasons } from "@/db/values";
import { normalizeEmail } from "@/lib/addresses/rules";
import { isCleanLine } from "@/lib/clean-text";
import { splitPastedEmails } from "./rules";

const pastedMost = 10_000;

/** Pasted e-mail addresses, normalised, each once. */
const pastedEmails = z
  .string()
  .max(1_000_000, "suppressions.errors.tooMany")
  .transform((text, context) => {
    const pieces = splitPastedEmails(text);
    const emails = new Set<string>();
    for (const piece of pieces) {
      const normalized = normalizeEmail(piece);
      if (normalized) emails.add(normalized.email);
      else {
        context.addIssue({
          code: "custom",
          message: "suppressions.errors.notAnEmail",
          input: piece,
        });
        return z.NEVER;
      }
    }
    return [...emails];
  })
  .pipe(z.array(z.string()).min(1, "required").max(pastedMost, "suppressions.errors.tooMany"));

export const createSuppressionsSchema = z.object({ emails: pastedEmails });
export const releaseSuppressionSchema = z.object({ email: z.string().max(254) });

/** What the list shows, from the URL; what makes no sense is ignored. */
export const suppressionFilterSchema = z.object({
  q: z.string().trim().max(254).refine(isCleanLine).optional().catch(undefined),
  reason: z.enum(suppressionReasons).optional().catch(undefined),
  after: z.string().optional().catch(undefined),
  before: z.string().optional().catch(undefined),
});

export type CreateSuppressionsInput = z.output<typeof createSuppressionsSchema>;
export type ReleaseSuppressionInput = z.output<typeof releaseSuppressionSchema>;
