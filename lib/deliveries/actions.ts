"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createDelivery, deleteDelivery, duplicateDelivery, updateDelivery } from "./mutations";
import { createDeliverySchema, deliveryIdSchema, updateDeliverySchema } from "./schema";

const pages = { revalidate: [paths.deliveries] };

export const createDeliveryAction = tenantAction(createDeliverySchema, createDelivery, pages);
export const updateDeliveryAction = tenantAction(updateDeliverySchema, updateDelivery);
export const duplicateDeliveryAction = tenantAction(deliveryIdSchema, duplicateDelivery, pages);
export const deleteDeliveryAction = tenantAction(deliveryIdSchema, deleteDelivery, pages);
