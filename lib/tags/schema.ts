import { z } from "zod";
import { tagColors } from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";
import { normalizeTagName, tagNameMaxLength } from "./rules";

export type TagColor = (typeof tagColors)[number];

/** A tag's name in its one spelling. */
export const tagNameSchema = z
  .string()
  .transform(normalizeTagName)
  .pipe(z.string().min(1).max(tagNameMaxLength).refine(isCleanLine, "invalidCharacters"));

const fields = { name: tagNameSchema, color: z.enum(tagColors) };

export const createTagSchema = z.object(fields);
export const updateTagSchema = z.object({ id: z.uuid(), ...fields });
export const mergeTagSchema = z.object({ id: z.uuid(), intoId: z.uuid("requiredChoice") });
export const deleteTagSchema = z.object({ id: z.uuid() });

export type CreateTagInput = z.output<typeof createTagSchema>;
export type UpdateTagInput = z.output<typeof updateTagSchema>;
export type MergeTagInput = z.output<typeof mergeTagSchema>;
export type DeleteTagInput = z.output<typeof deleteTagSchema>;
