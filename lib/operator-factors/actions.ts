"use server";

import { operatorAction, operatorPublicAction } from "@/lib/auth/action";
import { dropCookie, readCookie } from "@/lib/auth/browser-cookie";
import { completeSignIn, keepDevice } from "@/lib/auth/complete-sign-in";
import { findOperatorContext } from "@/lib/auth/require";
import { signOutOperator } from "@/lib/operators/mutations";
import { paths } from "@/lib/paths";
import {
  completeOperatorSecondStep,
  finishOperatorTotp,
  proveOperator,
  startOperatorTotp,
} from "./mutations";
import { operatorCodeSchema, operatorNothingSchema, operatorProofSchema } from "./schema";

async function enter({ ticket, email }: { ticket: string; email: string }): Promise<void> {
  await dropCookie("second-step");
  const former = await findOperatorContext();
  if (former) await signOutOperator(former);
  await completeSignIn(ticket);
  await keepDevice({ surface: "operator", email });
}

export const startOperatorTotpAction = operatorPublicAction(operatorNothingSchema, async () =>
  startOperatorTotp(await readCookie("second-step")),
);

export const finishOperatorTotpAction = operatorPublicAction(
  operatorCodeSchema,
  async (request, { code }) => {
    const token = await readCookie("second-step");
    const { recoveryCodes, ...entered } = await finishOperatorTotp(request, { token, code });
    await enter(entered);
    return { recoveryCodes };
  },
);

/** Answers with the address to go on to. */
export const operatorSecondStepAction = operatorPublicAction(
  operatorProofSchema,
  async (request, proof) => {
    const token = await readCookie("second-step");
    await enter(await completeOperatorSecondStep(request, { token, proof }));
    return { href: paths.operatorHome };
  },
);

export const proveOperatorAction = operatorAction(operatorProofSchema, proveOperator);
