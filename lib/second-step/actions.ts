"use server";

import { getLocale } from "next-intl/server";
import { publicAction } from "@/lib/auth/action";
import { dropCookie, readCookie } from "@/lib/auth/browser-cookie";
import { completeSignIn } from "@/lib/auth/complete-sign-in";
import { AppError } from "@/lib/errors";
import { startPasskey } from "@/lib/passkey-checks/mutations";
import { subjects } from "@/lib/passkey-checks/rules";
import { paths } from "@/lib/paths";
import { leadingOn, localPath } from "@/lib/sign-in/rules";
import { completeSecondStep } from "./mutations";
import { findOpenChallenge, listChallengeCredentials } from "./queries";
import { nothingSchema, secondStepSchema } from "./schema";

/** Answers with the address to go on to. */
export const secondStepAction = publicAction(secondStepSchema, async (request, input) => {
  const { ticket, mustAcceptTerms } = await completeSecondStep(request, {
    token: await readCookie("second-step"),
    proof: input.proof,
    locale: await getLocale(),
  });
  await dropCookie("second-step");
  await completeSignIn(ticket);
  const next = localPath(input.next) ?? paths.dashboard;
  return { href: mustAcceptTerms ? leadingOn(paths.signInTerms, next) : next };
});

/** What the browser asks the user's passkeys for as the second step. */
export const startSecondStepPasskeyAction = publicAction(nothingSchema, async () => {
  const account = await findOpenChallenge(await readCookie("second-step"));
  if (!account) throw new AppError("expired", "factors.errors.challengeEnded");
  return startPasskey(subjects.proof(account), await listChallengeCredentials(account));
});
