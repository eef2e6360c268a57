"use server";

import { tenantAction } from "@/lib/auth/action";
import { previewBestHours } from "./queries";
import { previewBestHoursSchema } from "./schema";

export const previewBestHoursAction = tenantAction(previewBestHoursSchema, previewBestHours, {
  isSearch: true,
});
