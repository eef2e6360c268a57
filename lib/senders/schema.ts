import { z } from "zod";
import { normalizeEmail } from "@/lib/addresses/rules";
import { isCleanLine } from "@/lib/clean-text";

export const senderNameMaxLength = 100;

const mailbox = z.string().transform((text, check) => {
  const found = normalizeEmail(text);
  if (!found)
    check.addIssue({ code: "custom", message: text.trim() ? "invalidEmail" : "required" });
  return found?.email ?? z.NEVER;
});

const optionalMailbox = z.string().transform((text, check) => {
  if (text.trim() === "") return null;
  const found = normalizeEmail(text);
  if (!found) check.addIssue({ code: "custom", message: "invalidEmail" });
  return found?.email ?? z.NEVER;
});

const fields = {
  name: z.string().trim().min(1).max(senderNameMaxLength).refine(isCleanLine, "invalidCharacters"),
  email: mailbox,
  replyTo: optionalMailbox,
};

export const createSenderSchema = z.object(fields);
export const updateSenderSchema = z.object({ id: z.uuid(), ...fields });
export const deleteSenderSchema = z.object({ id: z.uuid() });

export type CreateSenderInput = z.output<typeof createSenderSchema>;
export type UpdateSenderInput = z.output<typeof updateSenderSchema>;
export type DeleteSenderInput = z.output<typeof deleteSenderSchema>;
