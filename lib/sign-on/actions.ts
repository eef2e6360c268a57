"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { changeProviderPolicy, deleteProvider, saveProvider } from "./mutations";
import { nothingSchema, providerPolicySchema, saveProviderSchema } from "./schema";

const pages = { revalidate: [paths.signOnSettings], needsProof: true };

export const saveProviderAction = tenantAction(saveProviderSchema, saveProvider, pages);
export const changeProviderPolicyAction = tenantAction(
  providerPolicySchema,
  changeProviderPolicy,
  pages,
);
export const deleteProviderAction = tenantAction(nothingSchema, deleteProvider, pages);
