"use server";

import { z } from "zod";
import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { requestCheck } from "./mutations";

export const requestCheckAction = tenantAction(z.object({}), requestCheck, {
  revalidate: [paths.audit],
});
