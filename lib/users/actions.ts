"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  changePermissions,
  deactivateUser,
  deleteUser,
  reactivateUser,
  revokeAllUserSessions,
  revokeUserSession,
  updateUser,
} from "./mutations";
import {
  changePermissionsSchema,
  updateUserSchema,
  userIdSchema,
  userSessionSchema,
} from "./schema";

export const updateUserAction = tenantAction(updateUserSchema, updateUser, {
  revalidate: [paths.users],
});
export const changePermissionsAction = tenantAction(changePermissionsSchema, changePermissions, {
  revalidate: [paths.users],
  needsProof: true,
});
export const deactivateUserAction = tenantAction(userIdSchema, deactivateUser, {
  revalidate: [paths.users],
});
export const reactivateUserAction = tenantAction(userIdSchema, reactivateUser, {
  revalidate: [paths.users],
});
export const deleteUserAction = tenantAction(userIdSchema, deleteUser, {
  revalidate: [paths.users],
  needsProof: true,
});
export const revokeUserSessionAction = tenantAction(userSessionSchema, revokeUserSession, {
  revalidate: [paths.users],
});
export const revokeAllUserSessionsAction = tenantAction(userIdSchema, revokeAllUserSessions, {
  revalidate: [paths.users],
  needsProof: true,
});
