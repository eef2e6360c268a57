import { z } from "zod";
import {
  emptyCellModes,
  importModes,
  lostCharacterModes,
  tagModes,
  textEncodings,
} from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";
import { tagNameSchema } from "@/lib/tags/schema";

const text = z.string().max(2_000).default("");

/** The parameters of an import, as they stand in the address; everything but the body may be left out. */
export const apiImportSchema = z.strictObject({
  mode: z.enum(importModes).default("upsert"),
  empty_cells: z.enum(emptyCellModes).default("keep"),
  tag_mode: z.enum(tagModes).default("add"),
  /** Names of tags for every row; a name that is new becomes a tag. */
  tags: z.array(tagNameSchema).max(50).default([]),
  consent_source: text,
  consent_at: text,
  consent_wording: text,
  /** What columns become, by their headers; the others are guessed from their names. */
  mapping: z.record(z.string().max(200), z.string().max(250)).default({}),
  encoding: z.enum(textEncodings).optional(),
  delimiter: z.enum(["comma", "tab", "semicolon"]).optional(),
  lost_characters: z.enum(lostCharacterModes).optional(),
  file_name: z.string().min(1).max(200).refine(isCleanLine, "invalidCharacters").optional(),
  /** Counts what the file would do and waits for a person. */
  dry_run: z.enum(["true", "false"]).default("false"),
});
export type ApiImportInput = z.output<typeof apiImportSchema>;

/** Keys of at most 255 printable ASCII characters, as the Idempotency-Key draft has them. */
export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,255}$/);
