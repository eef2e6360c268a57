import { z } from "zod";
import { noticeLocales } from "@/db/values";

/** A room as its number or as the address of its page; an empty token keeps the one registered before. */
export const chatworkRoomSchema = z.object({
  locale: z.enum(noticeLocales),
  isChatworkOn: z.boolean(),
  roomId: z
    .string()
    .trim()
    .max(200)
    .transform((text) => /(?:^|rid)(\d{1,20})$/.exec(text.normalize("NFKC"))?.[1] ?? text)
    .pipe(z.string().regex(/^\d{0,20}$/, "chatworkRoom")),
  token: z
    .string()
    .trim()
    .max(200)
    .regex(/^[\x21-\x7e]*$/, "chatworkToken"),
});
export type ChatworkRoomInput = z.output<typeof chatworkRoomSchema>;

export const testRoomSchema = z.object({});
