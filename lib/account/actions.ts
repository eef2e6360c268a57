"use server";

import { getLocale } from "next-intl/server";
import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { changePassword, revokeOtherSessions, revokeOwnSession, updateOwnName } from "./mutations";
import {
  changePasswordSchema,
  otherSessionsSchema,
  ownNameSchema,
  ownSessionSchema,
} from "./schema";

const options = { revalidate: [paths.account] };

export const updateOwnNameAction = tenantAction(ownNameSchema, updateOwnName, options);
export const changePasswordAction = tenantAction(
  changePasswordSchema,
  async (ctx, input) => changePassword(ctx, { ...input, locale: await getLocale() }),
  options,
);
export const revokeOwnSessionAction = tenantAction(ownSessionSchema, revokeOwnSession, {
  ...options,
  needsProof: true,
});
export const revokeOtherSessionsAction = tenantAction(
  otherSessionsSchema,
  (ctx) => revokeOtherSessions(ctx),
  { ...options, needsProof: true },
);
