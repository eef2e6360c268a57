import { z } from "zod";
import { importModes, textEncodings } from "@/db/values";

export const fileMaxBytes = 100 * 1024 * 1024;
export const fileExtensions = [".csv", ".tsv", ".txt"] as const;

export const importIdSchema = z.object({ importId: z.uuid() });
export type ImportIdInput = z.output<typeof importIdSchema>;

export const readImportSchema = z.object({
  importId: z.uuid(),
  encoding: z.enum(textEncodings),
  delimiter: z.enum([",", "\t", ";"]),
});
export type ReadImportInput = z.output<typeof readImportSchema>;

const once = ["email", "name", "tags"];

/** One choice for each column, in the order of the file (see `ColumnChoice`). */
const columnsSchema = z
  .array(
    z
      .string()
      .max(250)
      .regex(/^(email|name|tags|ignore|new|attribute:[\s\S]+)$/),
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

export const startImportSchema = z.object({
  importId: z.uuid(),
  columns: columnsSchema,
  tagIds: z.array(z.uuid()).max(50),
  mode: z.enum(importModes),
});
export type StartImportInput = z.output<typeof startImportSchema>;
