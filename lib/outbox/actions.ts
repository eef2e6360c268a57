"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { retryMessage } from "./mutations";
import { retryMessageSchema } from "./schema";

export const retryMessageAction = operatorAction(retryMessageSchema, retryMessage, {
  revalidate: [paths.operatorOutbox, paths.operatorNotices],
  needsProof: true,
});
