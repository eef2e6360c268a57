"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { requestBackup } from "./mutations";
import { requestBackupSchema } from "./schema";

export const requestBackupAction = operatorAction(requestBackupSchema, requestBackup, {
  revalidate: [paths.operatorBackups],
  needsProof: true,
});
