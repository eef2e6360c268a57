"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { dryRunUtility } from "@/lib/utility-targets/queries";
import { startUtility, undoUtility } from "./mutations";
import { utilityInputSchema, utilityRunSchema } from "./schema";

const dangerous = { needsProof: true, revalidate: [paths.utilities] };

export const dryRunUtilityAction = tenantAction(utilityInputSchema, dryRunUtility);
export const startUtilityAction = tenantAction(utilityInputSchema, startUtility, dangerous);
export const undoUtilityAction = tenantAction(utilityRunSchema, undoUtility, dangerous);
