import { z } from "zod";
import { userStates } from "@/db/values";
import { permissions } from "@/lib/auth/permissions";
import { isCleanLine } from "@/lib/clean-text";
import { roleChoiceSchema, tagLimitSchema } from "@/lib/roles/schema";

export const userNameSchema = z
  .string()
  .trim()
  .min(1, "required")
  .max(100)
  .refine(isCleanLine, "invalidCharacters");

/** What was typed for the customer's own fields, by the field's id. */
export const userAttributesSchema = z.record(z.uuid(), z.string().max(2000));

const permissionListSchema = z.array(z.enum(permissions)).max(permissions.length);

export const userIdSchema = z.object({ userId: z.uuid() });
export type UserIdInput = z.output<typeof userIdSchema>;

export const updateUserSchema = z.object({
  userId: z.uuid(),
  name: userNameSchema,
  attributes: userAttributesSchema,
});
export type UpdateUserInput = z.output<typeof updateUserSchema>;

export const changePermissionsSchema = z.object({
  userId: z.uuid(),
  role: roleChoiceSchema,
  /** The person's own limit; missing: as it is. */
  tagIds: tagLimitSchema.optional(),
  granted: permissionListSchema,
  denied: permissionListSchema,
});
export type ChangePermissionsInput = z.output<typeof changePermissionsSchema>;

export const userSessionSchema = z.object({ userId: z.uuid(), sessionId: z.uuid() });
export type UserSessionInput = z.output<typeof userSessionSchema>;

const text = z.string().max(2000).optional();

/** The list's filter as it stands in the URL; what makes no sense there is left out. */
export const userFilterSchema = z.object({
  q: text.transform((text) => text?.normalize("NFKC").trim().slice(0, 200) ?? "").catch(""),
  state: text.pipe(z.enum(userStates).optional()).catch(undefined),
  role: text.pipe(roleChoiceSchema.optional()).catch(undefined),
  after: text.catch(undefined),
  before: text.catch(undefined),
});
export type UserFilter = z.output<typeof userFilterSchema>;
