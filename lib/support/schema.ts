import { z } from "zod";
import { supportCategories, type supportStates } from "@/db/values";
import { isCleanLine, isCleanText } from "@/lib/clean-text";

export type SupportState = (typeof supportStates)[number];
export const filesMost = 3;

const line = (most: number) =>
  z.string().trim().min(1).max(most).refine(isCleanLine, "invalidCharacters");
const body = z.string().trim().min(1).max(10_000).refine(isCleanText, "invalidCharacters");
const fileIds = z.array(z.uuid()).max(filesMost);

/** An account as Chatwork shows it in a profile: the Chatwork ID or the account's number. */
export const supportContactSchema = z.object({
  chatworkId: z
    .string()
    .trim()
    .transform((text) => text.normalize("NFKC"))
    .pipe(z.string().regex(/^[A-Za-z0-9_-]{2,40}$/, "chatworkId")),
  chatworkName: line(120),
  person: line(120),
});
export type SupportContactInput = z.output<typeof supportContactSchema>;

export const askSupportSchema = z.object({
  category: z.enum(supportCategories),
  subject: line(120),
  body,
  fileIds,
});
export type AskSupportInput = z.output<typeof askSupportSchema>;

export const replySupportSchema = z.object({ id: z.uuid(), body, fileIds });
export type ReplySupportInput = z.output<typeof replySupportSchema>;

export const supportIdSchema = z.object({ id: z.uuid() });
export type SupportIdInput = z.output<typeof supportIdSchema>;

export const supportFilterSchema = z.object({
  state: z.enum(["all", "open", "answered", "closed"]).catch("all"),
  after: z.string().optional().catch(undefined),
});
export type SupportFilter = z.output<typeof supportFilterSchema>;
