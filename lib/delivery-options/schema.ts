import { z } from "zod";
import { isCleanLine } from "@/lib/clean-text";

export const campaignMaxLength = 100;

export const deliveryOptionsSchema = z.object({
  id: z.uuid(),
  tracks: z.boolean(),
  hasWebVersion: z.boolean(),
  isCanary: z.boolean(),
  utmCampaign: z.string().trim().max(campaignMaxLength).refine(isCleanLine, "invalidCharacters"),
});

export type DeliveryOptionsInput = z.output<typeof deliveryOptionsSchema>;
export type DeliveryOptions = Omit<DeliveryOptionsInput, "id">;
