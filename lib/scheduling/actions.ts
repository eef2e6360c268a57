"use server";

import { tenantAction } from "@/lib/auth/action";
import { deliveryIdSchema } from "@/lib/deliveries/schema";
import { paths } from "@/lib/paths";
import { retryUnknown } from "@/lib/sending/mutations";
import {
  cancelDelivery,
  pauseDelivery,
  resumeDelivery,
  scheduleDelivery,
  unscheduleDelivery,
} from "./mutations";
import { scheduleDeliverySchema } from "./schema";

const pages = { revalidate: [paths.deliveries] };

export const scheduleDeliveryAction = tenantAction(scheduleDeliverySchema, scheduleDelivery, pages);
export const unscheduleDeliveryAction = tenantAction(deliveryIdSchema, unscheduleDelivery, pages);
export const pauseDeliveryAction = tenantAction(deliveryIdSchema, pauseDelivery, pages);
export const resumeDeliveryAction = tenantAction(deliveryIdSchema, resumeDelivery, pages);
export const cancelDeliveryAction = tenantAction(deliveryIdSchema, cancelDelivery, pages);
export const retryUnknownAction = tenantAction(
  deliveryIdSchema,
  (ctx, { id }) => retryUnknown(ctx, id),
  pages,
);
