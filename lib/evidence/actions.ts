"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { requestPack } from "./mutations";
import { requestPackSchema } from "./schema";

export const requestPackAction = tenantAction(requestPackSchema, requestPack, {
  revalidate: [paths.evidence],
});
