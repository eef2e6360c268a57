"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { updateTenant } from "./mutations";
import { updateTenantSchema } from "./schema";

export const updateTenantAction = tenantAction(updateTenantSchema, updateTenant, {
  revalidate: [paths.settings],
});
