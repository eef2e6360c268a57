"use server";

import { getLocale } from "next-intl/server";
import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  approveDelivery,
  requestApproval,
  returnDelivery,
  startApproved,
  withdrawApproval,
} from "./mutations";
import {
  approvalSchema,
  approveDeliverySchema,
  requestApprovalSchema,
  returnDeliverySchema,
} from "./schema";

const pages = { revalidate: [paths.deliveries, paths.dashboard] };

export const requestApprovalAction = tenantAction(
  requestApprovalSchema,
  async (ctx, input) => requestApproval(ctx, { ...input, locale: await getLocale() }),
  pages,
);
export const approveDeliveryAction = tenantAction(approveDeliverySchema, approveDelivery, pages);
export const returnDeliveryAction = tenantAction(returnDeliverySchema, returnDelivery, pages);
export const withdrawApprovalAction = tenantAction(approvalSchema, withdrawApproval, pages);
export const startApprovedAction = tenantAction(approvalSchema, startApproved, pages);
