"use server";

import { getLocale } from "next-intl/server";
import { publicAction, tenantAction } from "@/lib/auth/action";
import { keepCookie } from "@/lib/auth/browser-cookie";
import { challengeMinutes } from "@/lib/auth/challenges";
import { completeSignIn, keepDevice } from "@/lib/auth/complete-sign-in";
import { paths } from "@/lib/paths";
import { acceptTerms, openSession, requestPasswordReset, resetPassword } from "./mutations";
import { leadingOn, localPath } from "./rules";
import {
  passwordResetRequestSchema,
  passwordResetSchema,
  signInSchema,
  termsAgreementSchema,
} from "./schema";

/** Answers with the address to go on to. */
export const signInAction = publicAction(signInSchema, async (request, input) => {
  const outcome = await openSession(request, input);
  const next = localPath(input.next) ?? paths.dashboard;
  if (outcome.kind === "challenge") {
    await keepCookie("second-step", outcome.token, challengeMinutes * 60);
    return { href: leadingOn(paths.signInSecondStep, next) };
  }
  await completeSignIn(outcome.ticket);
  return { href: outcome.mustAcceptTerms ? leadingOn(paths.signInTerms, next) : next };
});

export const requestPasswordResetAction = publicAction(
  passwordResetRequestSchema,
  async (request, input) => requestPasswordReset(request, { ...input, locale: await getLocale() }),
);

/** A browser that had the mailed link counts as the owner's from then on: strangers' guesses cannot shut it out. */
export const resetPasswordAction = publicAction(passwordResetSchema, async (request, input) => {
  const { email } = await resetPassword(request, { ...input, locale: await getLocale() });
  await keepDevice({ surface: "web", email });
});

export const acceptTermsAction = tenantAction(termsAgreementSchema, (ctx) => acceptTerms(ctx), {
  isAgreeing: true,
});
