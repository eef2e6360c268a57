"use server";

import { tenantAction } from "@/lib/auth/action";
import { previewGroupSchema } from "@/lib/groups/schema";
import { countGroup, previewGroup } from "./queries";

export const previewGroupAction = tenantAction(previewGroupSchema, previewGroup, {
  isSearch: true,
});
export const countGroupAction = tenantAction(previewGroupSchema, countGroup, { isSearch: true });
