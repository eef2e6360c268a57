import { z } from "zod";
import { roleNames } from "@/db/values";
import { permissions } from "@/lib/auth/permissions";
import { isCleanLine } from "@/lib/clean-text";

/** A built-in role by its name, or one of the customer's own by its id. */
export const roleChoiceSchema = z.union([z.enum(roleNames), z.uuid()]);
export type RoleChoice = z.output<typeof roleChoiceSchema>;

/** Tags that limit which addresses exist for somebody; none: all addresses. */
export const tagLimitSchema = z.array(z.uuid()).max(50);

export const roleNameMaxLength = 50;

const line = (most: number) => z.string().trim().max(most).refine(isCleanLine, "invalidCharacters");

export const createRoleSchema = z.object({
  name: line(roleNameMaxLength).min(1, "required"),
  description: line(200),
  permissions: z.array(z.enum(permissions)).max(permissions.length),
  tagIds: tagLimitSchema,
});
export type CreateRoleInput = z.output<typeof createRoleSchema>;

export const updateRoleSchema = createRoleSchema.extend({ id: z.uuid() });
export type UpdateRoleInput = z.output<typeof updateRoleSchema>;

export const deleteRoleSchema = z.object({
  id: z.uuid(),
  /** Which role its holders get; needed when there are any. */
  moveTo: z.union([z.literal(""), roleChoiceSchema]),
});
export type DeleteRoleInput = z.output<typeof deleteRoleSchema>;
