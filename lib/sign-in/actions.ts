"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { publicAction, tenantAction } from "@/lib/auth/action";
import { completeSignIn, completeSignOut } from "@/lib/auth/complete-sign-in";
import { findTenantContext } from "@/lib/auth/require";
import { markGuarded } from "@/lib/auth/wrapped";
import { paths } from "@/lib/paths";
import {
  acceptTerms,
  closeSession,
  openSession,
  requestPasswordReset,
  resetPassword,
} from "./mutations";
import { localPath } from "./rules";
import {
  passwordResetRequestSchema,
  passwordResetSchema,
  signInSchema,
  signOutSchema,
  termsAgreementSchema,
} from "./schema";

/** Answers with the address to go on to. */
export const signInAction = publicAction(signInSchema, async (request, input) => {
  const former = await findTenantContext();
  const { ticket, mustAcceptTerms } = await openSession(request, input);
  if (former) await closeSession(former);
  await completeSignIn(ticket);
  const next = localPath(input.next) ?? paths.dashboard;
  return { href: mustAcceptTerms ? `${paths.signInTerms}?${new URLSearchParams({ next })}` : next };
});

const leave = publicAction(signOutSchema, async () => {
  const ctx = await findTenantContext();
  if (ctx) await closeSession(ctx);
  await completeSignOut();
});

export const signOutAction = markGuarded("public", async (): Promise<void> => {
  await leave(null);
  redirect(paths.signIn);
});

export const requestPasswordResetAction = publicAction(
  passwordResetRequestSchema,
  async (request, input) => requestPasswordReset(request, { ...input, locale: await getLocale() }),
);

export const resetPasswordAction = publicAction(passwordResetSchema, async (request, input) =>
  resetPassword(request, { ...input, locale: await getLocale() }),
);

export const acceptTermsAction = tenantAction(termsAgreementSchema, (ctx) => acceptTerms(ctx), {
  isAgreeing: true,
});
