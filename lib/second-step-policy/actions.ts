"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { changeSecondStepPolicy } from "./mutations";
import { secondStepPolicySchema } from "./schema";

export const changeSecondStepPolicyAction = tenantAction(
  secondStepPolicySchema,
  changeSecondStepPolicy,
  { needsProof: true, revalidate: [paths.settingsSecondStep] },
);
