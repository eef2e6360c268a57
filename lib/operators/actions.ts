"use server";

import { redirect } from "next/navigation";
import { operatorAction, operatorPublicAction } from "@/lib/auth/action";
import { keepCookie } from "@/lib/auth/browser-cookie";
import { challengeMinutes } from "@/lib/auth/challenges";
import { signOut } from "@/lib/auth/next-auth";
import { markGuarded } from "@/lib/auth/wrapped";
import { paths } from "@/lib/paths";
import { signInOperator, signOutOperator } from "./mutations";
import { operatorSignInSchema, operatorSignOutSchema } from "./schema";

/** Answers with the address to go on to. */
export const operatorSignInAction = operatorPublicAction(
  operatorSignInSchema,
  async (request, input) => {
    const { token } = await signInOperator(request, input);
    await keepCookie("second-step", token, challengeMinutes * 60);
    return { href: paths.operatorSecondStep };
  },
);

const leave = operatorAction(operatorSignOutSchema, async (operator) => {
  await signOutOperator(operator);
  await signOut({ redirect: false });
});

export const operatorSignOutAction = markGuarded("operator", async (): Promise<void> => {
  await leave();
  redirect(paths.operatorSignIn);
});
