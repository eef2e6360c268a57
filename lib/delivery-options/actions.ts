"use server";

import { tenantAction } from "@/lib/auth/action";
import { updateDeliveryOptions } from "./mutations";
import { deliveryOptionsSchema } from "./schema";

export const updateDeliveryOptionsAction = tenantAction(
  deliveryOptionsSchema,
  updateDeliveryOptions,
);
