"use server";

import { getLocale } from "next-intl/server";
import { tenantAction } from "@/lib/auth/action";
import { AppError } from "@/lib/errors";
import { startPasskey } from "@/lib/passkey-checks/mutations";
import { subjects } from "@/lib/passkey-checks/rules";
import { listChallengeCredentials, listOwnMethods } from "@/lib/second-step/queries";
import { prove } from "./mutations";
import { proofQuestionSchema, proofSchema } from "./schema";

/** A proof may be asked for where nothing else is open yet. */
const early = { isSettingUp: true, isOutside: true };

/** What the caller may show. */
export const proofMethodsAction = tenantAction(
  proofQuestionSchema,
  (ctx) => listOwnMethods(ctx),
  early,
);

export const proveAction = tenantAction(
  proofSchema,
  async (ctx, proof) => prove(ctx, { proof, locale: await getLocale() }),
  early,
);

export const startProofPasskeyAction = tenantAction(
  proofQuestionSchema,
  async (ctx) => {
    if (!ctx.actor.id) throw new AppError("not_permitted");
    const user = { tenantId: ctx.tenantId, id: ctx.actor.id };
    return startPasskey(subjects.proof(user), await listChallengeCredentials(user));
  },
  early,
);
