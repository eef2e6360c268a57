import { z } from "zod";
import {
  emptyCellModes,
  importModes,
  lostCharacterModes,
  tagModes,
  textEncodings,
} from "@/db/values";
import {
  consentAt,
  consentSource,
  consentTimeProblem,
  consentWording,
} from "@/lib/consents/schema";
import { consentChoices } from "./rules";

export const fileMaxBytes = 100 * 1024 * 1024;
export const fileExtensions = [".csv", ".tsv", ".txt", ".xlsx"] as const;

export const importIdSchema = z.object({ importId: z.uuid() });
export type ImportIdInput = z.output<typeof importIdSchema>;

export const readImportSchema = z.object({
  importId: z.uuid(),
  encoding: z.enum(textEncodings),
  delimiter: z.enum([",", "\t", ";"]),
  lostCharacters: z.enum(lostCharacterModes),
});
export type ReadImportInput = z.output<typeof readImportSchema>;

const once: readonly string[] = ["email", "name", "tags", ...consentChoices];

/** One choice for each column, in the order of the file (see `ColumnChoice`). */
const columnsSchema = z
  .array(
    z
      .string()
      .max(250)
      .regex(/^(email|name|tags|ignore|new|consent:(source|at|wording)|attribute:[\s\S]+)$/),
  )
  .min(1)
  .max(200)
  .superRefine((choices, refinement) => {
    if (!choices.includes("email")) {
      refinement.addIssue({
        code: "custom",
        path: [0],
        message: "imports.errors.emailColumnMissing",
      });
    }
    for (const [at, choice] of choices.entries()) {
      const isSingle = once.includes(choice) || choice.startsWith("attribute:");
      if (isSingle && choices.indexOf(choice) !== at) {
        refinement.addIssue({
          code: "custom",
          path: [at],
          message: "imports.errors.columnTakenTwice",
        });
      }
    }
  });

/** Consent of all recipients of a file, as typed; empty parts are left to the file's columns. */
const consentSchema = z
  .object({
    source: consentSource,
    at: consentAt,
    wording: consentWording,
  })
  .superRefine(({ at }, refinement) => {
    const message = at === "" ? null : consentTimeProblem(at);
    if (message) refinement.addIssue({ code: "custom", path: ["at"], message });
  });

export const checkImportSchema = z
  .object({
    importId: z.uuid(),
    columns: columnsSchema,
    tagIds: z.array(z.uuid()).max(50),
    mode: z.enum(importModes),
    emptyCells: z.enum(emptyCellModes),
    tagMode: z.enum(tagModes),
    consent: consentSchema,
  })
  .superRefine(({ columns, consent: { source, at, wording } }, refinement) => {
    if (!source && !at && !wording) return;
    for (const [field, value] of [
      ["source", source],
      ["at", at],
    ] as const)
      if (!value && !columns.includes(`consent:${field}`))
        refinement.addIssue({
          code: "custom",
          path: ["consent", field],
          message: "imports.errors.consentIncomplete",
        });
  });
export type CheckImportInput = z.output<typeof checkImportSchema>;
