"use server";

import { getLocale } from "next-intl/server";
import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  acceptMastership,
  declineMastership,
  proposeMastership,
  withdrawMastership,
} from "./mutations";
import { mastershipOfferSchema, proposeMastershipSchema } from "./schema";

const revalidate = [paths.users, paths.account];

export const proposeMastershipAction = tenantAction(
  proposeMastershipSchema,
  async (ctx, input) => proposeMastership(ctx, { ...input, locale: await getLocale() }),
  { revalidate, needsProof: true },
);
export const acceptMastershipAction = tenantAction(
  mastershipOfferSchema,
  async (ctx, input) => acceptMastership(ctx, { ...input, locale: await getLocale() }),
  { revalidate, needsProof: true },
);
export const declineMastershipAction = tenantAction(
  mastershipOfferSchema,
  async (ctx, input) => declineMastership(ctx, { ...input, locale: await getLocale() }),
  { revalidate },
);
export const withdrawMastershipAction = tenantAction(
  mastershipOfferSchema,
  async (ctx, input) => withdrawMastership(ctx, { ...input, locale: await getLocale() }),
  { revalidate },
);
