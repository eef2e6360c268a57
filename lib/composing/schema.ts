import { z } from "zod";
import { audienceSchema, contentSchema } from "@/lib/deliveries/schema";

export const checkDraftSchema = contentSchema;

/** `after` is the last address of the page before. */
export const findExclusionsSchema = z.object({
  audience: audienceSchema,
  after: z.uuid().nullable(),
});

export type FindExclusionsInput = z.output<typeof findExclusionsSchema>;
