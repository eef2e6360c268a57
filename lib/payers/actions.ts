"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { openBillingPortal, updateBillingDetails } from "./mutations";
import { billingDetailsSchema, openPortalSchema } from "./schema";

export const updateBillingDetailsAction = tenantAction(billingDetailsSchema, updateBillingDetails, {
  revalidate: [paths.billing],
});
export const openBillingPortalAction = tenantAction(openPortalSchema, openBillingPortal, {
  needsProof: true,
});
