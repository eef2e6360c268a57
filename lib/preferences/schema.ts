import { z } from "zod";
import { isCleanLine } from "@/lib/clean-text";
import { recipientTokenSchema } from "@/lib/unsubscribe/schema";
import { choosableTagsMax, publicDescriptionMaxLength, publicNameMaxLength } from "./rules";

const line = (max: number) => z.string().trim().max(max).refine(isCleanLine, "invalidCharacters");

export const tagChoiceSchema = z
  .object({
    id: z.uuid(),
    isChoosable: z.boolean(),
    publicName: line(publicNameMaxLength),
    publicDescription: line(publicDescriptionMaxLength),
  })
  .refine(({ isChoosable, publicName }) => !isChoosable || publicName !== "", {
    path: ["publicName"],
    error: "required",
  });

const tagIds = z.array(z.uuid()).max(choosableTagsMax);

/** Both lists, so that a tag which the page did not show yet is left as it is. */
export const savePreferencesSchema = z.object({
  token: recipientTokenSchema,
  chosenIds: tagIds,
  declinedIds: tagIds,
});

export type TagChoiceInput = z.output<typeof tagChoiceSchema>;
export type SavePreferencesInput = z.output<typeof savePreferencesSchema>;
