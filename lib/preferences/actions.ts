"use server";

import { publicAction, tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { savePreferences, updateTagChoice } from "./mutations";
import { savePreferencesSchema, tagChoiceSchema } from "./schema";

export const updateTagChoiceAction = tenantAction(tagChoiceSchema, updateTagChoice, {
  revalidate: [paths.tags],
});
export const savePreferencesAction = publicAction(savePreferencesSchema, savePreferences);
