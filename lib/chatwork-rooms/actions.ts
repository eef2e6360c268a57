"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { sendTestMessage, updateTenantChannels } from "./mutations";
import { chatworkRoomSchema, testRoomSchema } from "./schema";

const pages = { revalidate: [paths.settingsChatwork] };

export const updateTenantChannelsAction = tenantAction(chatworkRoomSchema, updateTenantChannels, {
  ...pages,
  needsProof: true,
});
export const sendTestMessageAction = tenantAction(testRoomSchema, sendTestMessage, pages);
