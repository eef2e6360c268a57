"use server";

import { redirect } from "next/navigation";
import { operatorAction, operatorPublicAction } from "@/lib/auth/action";
import { signIn, signOut } from "@/lib/auth/next-auth";
import { markGuarded } from "@/lib/auth/wrapped";
import { paths } from "@/lib/paths";
import { signInOperator, signOutOperator } from "./mutations";
import { operatorSignInSchema, operatorSignOutSchema } from "./schema";

/** Answers with the address to go on to. */
export const operatorSignInAction = operatorPublicAction(
  operatorSignInSchema,
  async (request, input) => {
    const { ticket } = await signInOperator(request, input);
    await signIn("credentials", { ticket, redirect: false });
    return { href: paths.operatorHome };
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
