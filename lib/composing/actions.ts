"use server";

import { tenantAction } from "@/lib/auth/action";
import { checkDraft } from "./queries";
import { checkDraftSchema } from "./schema";

export const checkDraftAction = tenantAction(checkDraftSchema, checkDraft);
