import { z } from "zod";
import { attributeSubjects, attributeTypes } from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";
import {
  attributeChoicesMost,
  attributeKeyMaxLength,
  isAttributeKey,
  isReservedAttributeKey,
  normalizeAttributeKey,
} from "./rules";

/** The key as merge fields and file headers name it. */
export const attributeKeySchema = z
  .string()
  .transform(normalizeAttributeKey)
  .pipe(
    z
      .string()
      .min(1)
      .max(attributeKeyMaxLength)
      .refine(isAttributeKey, "attributes.errors.keyCharacters")
      .refine((key) => !isReservedAttributeKey(key), "attributes.errors.keyReserved"),
  );

/** One choice per line, as typed into a text area. */
const choicesSchema = z
  .string()
  .transform((text) => [
    ...new Set(
      text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    ),
  ])
  .pipe(
    z
      .array(
        z
          .string()
          .max(100, "attributes.errors.choiceTooLong")
          .refine(isCleanLine, "invalidCharacters"),
      )
      .max(attributeChoicesMost, "attributes.errors.tooManyChoices"),
  );

const demandsChoices = {
  path: ["choices"],
  message: "attributes.errors.noChoices",
};

const hasItsChoices = (input: { type: string; choices: string[] }) =>
  input.type !== "choice" || input.choices.length > 0;

const fields = { key: attributeKeySchema, type: z.enum(attributeTypes), choices: choicesSchema };

export const createAttributeSchema = z
  .object({ subject: z.enum(attributeSubjects), ...fields })
  .refine(hasItsChoices, demandsChoices);

/** The type stays: stored values and merge fields rely on it. */
export const updateAttributeSchema = z.object({
  id: z.uuid(),
  key: attributeKeySchema,
  choices: choicesSchema,
});

export const deleteAttributeSchema = z.object({ id: z.uuid() });

export type CreateAttributeInput = z.output<typeof createAttributeSchema>;
export type UpdateAttributeInput = z.output<typeof updateAttributeSchema>;
export type DeleteAttributeInput = z.output<typeof deleteAttributeSchema>;
