"use server";

import { getLocale } from "next-intl/server";
import { publicAction, tenantAction } from "@/lib/auth/action";
import { completeSignIn } from "@/lib/auth/complete-sign-in";
import { startPasskey } from "@/lib/passkey-checks/mutations";
import { subjects } from "@/lib/passkey-checks/rules";
import { paths } from "@/lib/paths";
import { leadingOn, localPath } from "@/lib/sign-in/rules";
import {
  addPasskey,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
  startRegistration,
} from "./mutations";
import {
  addPasskeySchema,
  passkeyIdSchema,
  passkeySignInSchema,
  renamePasskeySchema,
  startRegistrationSchema,
} from "./schema";

const revalidate = [paths.accountSecurity];

export const startRegistrationAction = tenantAction(
  startRegistrationSchema,
  (ctx) => startRegistration(ctx),
  { isSettingUp: true, needsProof: true },
);

export const addPasskeyAction = tenantAction(
  addPasskeySchema,
  async (ctx, input) => addPasskey(ctx, { ...input, locale: await getLocale() }),
  { isSettingUp: true, needsProof: true },
);

export const renamePasskeyAction = tenantAction(renamePasskeySchema, renamePasskey, { revalidate });

export const removePasskeyAction = tenantAction(
  passkeyIdSchema,
  async (ctx, input) => removePasskey(ctx, { ...input, locale: await getLocale() }),
  { needsProof: true, revalidate },
);

/** What the browser asks an authenticator for when nobody is signed in. */
export const startPasskeySignInAction = publicAction(startRegistrationSchema, () =>
  startPasskey(subjects.signIn),
);

/** Answers with the address to go on to. */
export const passkeySignInAction = publicAction(passkeySignInSchema, async (request, input) => {
  const { ticket, mustAcceptTerms } = await signInWithPasskey(request, input.answer);
  await completeSignIn(ticket);
  const next = localPath(input.next) ?? paths.dashboard;
  return { href: mustAcceptTerms ? leadingOn(paths.signInTerms, next) : next };
});
