"use server";

import { publicAction, tenantAction } from "@/lib/auth/action";
import { setSignOnCookie } from "@/lib/auth/sign-on-cookie";
import { searchSignOn, startSignOn, startTest } from "./mutations";
import { signOnSearchSchema, startSignOnSchema, startTestSchema } from "./schema";

export const searchSignOnAction = publicAction(signOnSearchSchema, searchSignOn);

/** Answers with the provider's address to go on to. */
export const startSignOnAction = publicAction(startSignOnSchema, async (request, input) => {
  const { href, browser } = await startSignOn(request, input);
  await setSignOnCookie(browser);
  return { href };
});

/** The same for trying the settings out. */
export const startTestAction = tenantAction(startTestSchema, async (ctx) => {
  const { href, browser } = await startTest(ctx);
  await setSignOnCookie(browser);
  return { href };
});
