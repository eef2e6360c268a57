"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createRole, deleteRole, updateRole } from "./mutations";
import { createRoleSchema, deleteRoleSchema, updateRoleSchema } from "./schema";

const options = { revalidate: [paths.roles, paths.users], needsProof: true };

export const createRoleAction = tenantAction(createRoleSchema, createRole, options);
export const updateRoleAction = tenantAction(updateRoleSchema, updateRole, options);
export const deleteRoleAction = tenantAction(deleteRoleSchema, deleteRole, options);
