import { z } from "zod";
import { isCleanLine } from "@/lib/clean-text";

const text = z.string().trim().max(500).refine(isCleanLine, "control characters").nullish();

/** Entra ID sends the words for the values. */
const flag = z.union([z.boolean(), z.string()]).transform((value, ctx) => {
  const word = String(value).toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  ctx.addIssue({ code: "custom", message: "not a boolean" });
  return z.NEVER;
});

const emailSchema = z.object({ value: text, type: text, primary: flag.nullish() });
export type ScimEmail = z.output<typeof emailSchema>;

/** A user as a directory sends it (RFC 7643, 4.1), as far as it is kept; other attributes are left out. */
export const scimUserSchema = z.object({
  userName: z.string().trim().min(1).max(254).refine(isCleanLine, "control characters"),
  externalId: text,
  active: flag.nullish(),
  displayName: text,
  name: z.object({ formatted: text, givenName: text, familyName: text }).nullish(),
  emails: z.array(emailSchema).max(20).nullish(),
});
export type ScimUserInput = z.output<typeof scimUserSchema>;

/** RFC 7644, 3.5.2. */
export const patchSchema = z.object({
  Operations: z
    .array(
      z.object({
        op: z
          .string()
          .transform((op) => op.toLowerCase())
          .pipe(z.enum(["add", "replace", "remove"])),
        path: z.string().max(500).optional(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(100),
});
export type PatchInput = z.output<typeof patchSchema>;
