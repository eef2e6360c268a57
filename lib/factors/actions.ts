"use server";

import { getLocale } from "next-intl/server";
import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  finishTotp,
  regenerateRecoveryCodes,
  removeTotp,
  resetFactors,
  startTotp,
} from "./mutations";
import { factorUserSchema, noInputSchema, totpCodeSchema } from "./schema";

const revalidate = [paths.accountSecurity];

export const startTotpAction = tenantAction(noInputSchema, (ctx) => startTotp(ctx), {
  isSettingUp: true,
  needsProof: true,
});

export const finishTotpAction = tenantAction(
  totpCodeSchema,
  async (ctx, input) => finishTotp(ctx, { ...input, locale: await getLocale() }),
  { isSettingUp: true, needsProof: true },
);

export const removeTotpAction = tenantAction(
  noInputSchema,
  async (ctx) => removeTotp(ctx, { locale: await getLocale() }),
  { needsProof: true, revalidate },
);

export const regenerateRecoveryCodesAction = tenantAction(
  noInputSchema,
  async (ctx) => regenerateRecoveryCodes(ctx, { locale: await getLocale() }),
  { needsProof: true },
);

export const resetFactorsAction = tenantAction(
  factorUserSchema,
  async (ctx, input) => resetFactors(ctx, { ...input, locale: await getLocale() }),
  { needsProof: true, revalidate: [paths.users] },
);
