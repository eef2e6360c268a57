"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { updateSendingSettings } from "./mutations";
import { sendingSettingsSchema } from "./schema";

export const updateSendingSettingsAction = tenantAction(
  sendingSettingsSchema,
  updateSendingSettings,
  { revalidate: [paths.sendingSettings] },
);
