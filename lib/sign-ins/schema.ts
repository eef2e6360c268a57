import { z } from "zod";
import { locales } from "@/lib/i18n/locale";

export const deviceAlertSchema = z.object({
  tenantId: z.uuid(),
  signInId: z.uuid(),
  locale: z.enum(locales),
});
export type DeviceAlertInput = z.output<typeof deviceAlertSchema>;
