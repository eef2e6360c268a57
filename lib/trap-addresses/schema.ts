import { z } from "zod";
import { normalizeEmail } from "@/lib/addresses/rules";
import { isCleanLine } from "@/lib/clean-text";

const email = z.string().transform((text, context) => {
  const found = normalizeEmail(text)?.email;
  if (found) return found;
  context.addIssue({ code: "custom", message: "email" });
  return z.NEVER;
});

export const addTrapSchema = z.object({
  email,
  note: z.string().trim().max(200).refine(isCleanLine, "invalidCharacters"),
});
export type AddTrapInput = z.output<typeof addTrapSchema>;

export const removeTrapSchema = z.object({ email: z.string().max(254) });
export type RemoveTrapInput = z.output<typeof removeTrapSchema>;
