import { z } from "zod";
import { backupRequestKinds } from "@/db/values";

export const requestBackupSchema = z.object({ kind: z.enum(backupRequestKinds) });
export type RequestBackupInput = z.output<typeof requestBackupSchema>;
