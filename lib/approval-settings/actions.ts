"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { updateApprovalRule } from "./mutations";
import { approvalRuleSchema } from "./schema";

export const updateApprovalRuleAction = tenantAction(approvalRuleSchema, updateApprovalRule, {
  revalidate: [paths.approvalSettings, paths.deliveries],
});
