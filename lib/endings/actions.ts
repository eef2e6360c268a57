"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { cancelContract, withdrawCancellation } from "./mutations";
import { cancelContractSchema, withdrawCancellationSchema } from "./schema";

const revalidate = [paths.contractEnding, paths.settings, paths.dashboard];

export const cancelContractAction = tenantAction(cancelContractSchema, cancelContract, {
  revalidate,
  needsProof: true,
});
export const withdrawCancellationAction = tenantAction(
  withdrawCancellationSchema,
  withdrawCancellation,
  { revalidate, needsProof: true },
);
