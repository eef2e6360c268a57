"use server";

import { getLocale } from "next-intl/server";
import { publicAction } from "@/lib/auth/action";
import { emailChangeLinkSchema } from "@/lib/email-changes/schema";
import { confirmEmailChange, refuseEmailChange } from "./mutations";

export const confirmEmailChangeAction = publicAction(
  emailChangeLinkSchema,
  async (request, input) => confirmEmailChange(request, { ...input, locale: await getLocale() }),
);
export const refuseEmailChangeAction = publicAction(emailChangeLinkSchema, async (request, input) =>
  refuseEmailChange(request, { ...input, locale: await getLocale() }),
);
