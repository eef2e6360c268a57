import { z } from "zod";
import { suppressionReasons } from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";
import { activityDaysMost } from "@/lib/groups/schema";

/** `name`, or an attribute by its key. */
const fieldSchema = z.string().min(1, "requiredChoice").max(60);
const tagSchema = z.uuid("requiredChoice");

export const removalReasons = [...suppressionReasons, "inactive", "test"] as const;
const daysLeast = 30;

const retag = z
  .object({
    kind: z.literal("retag"),
    fromTagId: tagSchema,
    /** Only those in the group; the others keep the tag. */
    groupId: z.uuid().nullable(),
    toTagId: tagSchema,
    keepsFrom: z.boolean(),
  })
  .refine(({ fromTagId, toTagId }) => fromTagId !== toTagId, {
    path: ["toTagId"],
    message: "utilities.errors.sameTag",
  });
const replace = z.object({
  kind: z.literal("replace"),
  field: fieldSchema,
  find: z.string().min(1, "required").max(200).refine(isCleanLine, "invalidCharacters"),
  replacement: z.string().max(200).refine(isCleanLine, "invalidCharacters"),
  match: z.enum(["whole", "part"]),
});
const remove = z.object({
  kind: z.literal("remove"),
  reason: z.enum(removalReasons),
  days: z
    .number("utilities.errors.days")
    .int("utilities.errors.days")
    .min(daysLeast, "utilities.errors.days")
    .max(activityDaysMost, "utilities.errors.days"),
});
const duplicates = z.object({
  kind: z.literal("duplicates"),
  field: fieldSchema,
  keeps: z.enum(["oldest", "newest"]),
});
const exporting = z.object({ kind: z.literal("export") });

export const utilityInputSchema = z.discriminatedUnion("kind", [
  retag,
  replace,
  remove,
  duplicates,
  exporting,
]);
export const utilityRunSchema = z.object({ id: z.uuid() });
export const utilityJobSchema = z.object({ tenantId: z.uuid(), runId: z.uuid() });
export const utilityPruneSchema = z.object({ tenantId: z.uuid() });

export type UtilityInput = z.output<typeof utilityInputSchema>;
export type UtilityRunInput = z.output<typeof utilityRunSchema>;
