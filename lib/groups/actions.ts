"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createGroup, deleteGroup, updateGroup } from "./mutations";
import { createGroupSchema, deleteGroupSchema, updateGroupSchema } from "./schema";

const pages = { revalidate: [paths.groups] };

export const createGroupAction = tenantAction(createGroupSchema, createGroup, pages);
export const updateGroupAction = tenantAction(updateGroupSchema, updateGroup, pages);
export const deleteGroupAction = tenantAction(deleteGroupSchema, deleteGroup, pages);
