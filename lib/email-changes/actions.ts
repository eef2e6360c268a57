"use server";

import { getLocale } from "next-intl/server";
import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { requestEmailChange, withdrawEmailChange } from "./mutations";
import { requestEmailChangeSchema, withdrawEmailChangeSchema } from "./schema";

const revalidate = [paths.account];

export const requestEmailChangeAction = tenantAction(
  requestEmailChangeSchema,
  async (ctx, input) => requestEmailChange(ctx, { ...input, locale: await getLocale() }),
  { revalidate, needsProof: true },
);
export const withdrawEmailChangeAction = tenantAction(
  withdrawEmailChangeSchema,
  (ctx) => withdrawEmailChange(ctx),
  { revalidate },
);
