"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { changePlan, keepPlan } from "./mutations";
import { changePlanSchema, keepPlanSchema } from "./schema";

const changes = { revalidate: [paths.billing, paths.settings], needsProof: true };

export const changePlanAction = tenantAction(changePlanSchema, changePlan, changes);
export const keepPlanAction = tenantAction(keepPlanSchema, keepPlan, changes);
