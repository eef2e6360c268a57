import { z } from "zod";
import { unsubscribeCauses } from "@/db/values";
import { isCleanText } from "@/lib/clean-text";
import { commentMaxLength } from "./rules";

export const recipientTokenSchema = z.string().min(1).max(500);

export const resubscribeSchema = z.object({ token: recipientTokenSchema });

/** The cause is the recipient's to give or to keep: an empty choice is none. */
export const unsubscribeSchema = z.object({
  token: recipientTokenSchema,
  cause: z
    .enum(["", ...unsubscribeCauses])
    .default("")
    .transform((cause) => cause || null),
  comment: z
    .string()
    .trim()
    .max(commentMaxLength)
    .refine(isCleanText, "invalidCharacters")
    .default(""),
});

export type ResubscribeInput = z.output<typeof resubscribeSchema>;
export type UnsubscribeInput = z.output<typeof unsubscribeSchema>;
