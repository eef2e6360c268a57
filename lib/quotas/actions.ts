"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { setTenantLimits } from "./mutations";
import { setTenantLimitsSchema } from "./schema";

export const setTenantLimitsAction = operatorAction(setTenantLimitsSchema, setTenantLimits, {
  revalidate: [paths.operatorTenants],
});
