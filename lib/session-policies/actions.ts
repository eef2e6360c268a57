"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { updateSessionPolicy } from "./mutations";
import { sessionPolicySchema } from "./schema";

export const updateSessionPolicyAction = tenantAction(sessionPolicySchema, updateSessionPolicy, {
  revalidate: [paths.sessionSettings],
  needsProof: true,
});
