"use server";

import { tenantAction } from "@/lib/auth/action";
import { checkDraft, findExclusions } from "./queries";
import { checkDraftSchema, findExclusionsSchema } from "./schema";

export const checkDraftAction = tenantAction(checkDraftSchema, checkDraft);
export const findExclusionsAction = tenantAction(findExclusionsSchema, findExclusions, {
  isSearch: true,
});
