"use server";

import { getLocale } from "next-intl/server";
import { publicAction, tenantAction } from "@/lib/auth/action";
import { completeSignIn } from "@/lib/auth/complete-sign-in";
import { paths } from "@/lib/paths";
import { userIdSchema } from "@/lib/users/schema";
import { acceptInvitation, inviteUser, resendInvitation } from "./mutations";
import { acceptInvitationSchema, inviteUserSchema } from "./schema";

export const inviteUserAction = tenantAction(
  inviteUserSchema,
  async (ctx, input) => inviteUser(ctx, { ...input, locale: await getLocale() }),
  { revalidate: [paths.users] },
);

export const resendInvitationAction = tenantAction(
  userIdSchema,
  async (ctx, input) => resendInvitation(ctx, { ...input, locale: await getLocale() }),
  { revalidate: [paths.users] },
);

/** Answers with the address to go on to. */
export const acceptInvitationAction = publicAction(
  acceptInvitationSchema,
  async (request, input) => {
    const { ticket } = await acceptInvitation(request, input);
    await completeSignIn(ticket);
    return { href: paths.dashboard };
  },
);
