"use server";

import { operatorAction, tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { answerAppeal, appealBrake, engageBrake, releaseBrake } from "./mutations";
import {
  answerAppealSchema,
  appealBrakeSchema,
  engageBrakeSchema,
  releaseBrakeSchema,
} from "./schema";

const pages = { revalidate: [paths.operatorAbuse] };

export const engageBrakeAction = operatorAction(engageBrakeSchema, engageBrake, pages);
export const releaseBrakeAction = operatorAction(releaseBrakeSchema, releaseBrake, {
  ...pages,
  needsProof: true,
});
export const answerAppealAction = operatorAction(answerAppealSchema, answerAppeal, pages);
export const appealBrakeAction = tenantAction(appealBrakeSchema, appealBrake, {
  revalidate: [paths.sendingBrake],
});
