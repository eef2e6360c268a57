"use server";

import { changePasswordSchema, otherSessionsSchema, ownSessionSchema } from "@/lib/account/schema";
import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  changeOperatorPassword,
  revokeOtherOperatorSessions,
  revokeOwnOperatorSession,
} from "./mutations";

const options = { revalidate: [paths.operatorAccount] };

export const changeOperatorPasswordAction = operatorAction(
  changePasswordSchema,
  changeOperatorPassword,
  { ...options, isChoosingPassword: true },
);
export const revokeOwnOperatorSessionAction = operatorAction(
  ownSessionSchema,
  revokeOwnOperatorSession,
  { ...options, needsProof: true },
);
export const revokeOtherOperatorSessionsAction = operatorAction(
  otherSessionsSchema,
  revokeOtherOperatorSessions,
  { ...options, needsProof: true },
);
