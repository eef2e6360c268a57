"use server";

import { operatorPublicAction } from "@/lib/auth/action";
import { keepCookie } from "@/lib/auth/browser-cookie";
import { challengeMinutes } from "@/lib/auth/challenges";
import { paths } from "@/lib/paths";
import { signInOperator } from "./mutations";
import { operatorSignInSchema } from "./schema";

/** Answers with the address to go on to. */
export const operatorSignInAction = operatorPublicAction(
  operatorSignInSchema,
  async (request, input) => {
    const { token } = await signInOperator(request, input);
    await keepCookie("second-step", token, challengeMinutes * 60);
    return { href: paths.operatorSecondStep };
  },
);
