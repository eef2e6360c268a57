"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createResend } from "./mutations";
import { createResendSchema } from "./schema";

export const createResendAction = tenantAction(createResendSchema, createResend, {
  revalidate: [paths.deliveries],
});
