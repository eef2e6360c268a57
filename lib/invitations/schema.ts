import { z } from "zod";
import { passwordSchema } from "@/lib/auth/password-rules";
import { locales } from "@/lib/i18n/locale";
import { roleChoiceSchema } from "@/lib/roles/schema";
import { accountEmailSchema } from "@/lib/sign-in/schema";
import { userAttributesSchema, userNameSchema } from "@/lib/users/schema";

export const inviteUserSchema = z.object({
  email: accountEmailSchema,
  name: userNameSchema,
  role: roleChoiceSchema,
  attributes: userAttributesSchema,
});
export type InviteUserInput = z.output<typeof inviteUserSchema>;

export const acceptInvitationSchema = z.object({
  token: z.string().min(1).max(200),
  name: userNameSchema,
  password: passwordSchema,
  agree: z.boolean().refine((isAgreed) => isAgreed, "mustAgree"),
});
export type AcceptInvitationInput = z.output<typeof acceptInvitationSchema>;

export const sendInvitationSchema = z.object({
  tenantId: z.uuid(),
  userId: z.uuid(),
  invitedBy: z.uuid().nullable(),
  locale: z.enum(locales),
});
export type SendInvitationInput = z.output<typeof sendInvitationSchema>;
