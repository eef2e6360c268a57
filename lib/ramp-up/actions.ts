"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { liftRamp } from "./mutations";
import { liftRampSchema } from "./schema";

export const liftRampAction = operatorAction(liftRampSchema, liftRamp, {
  revalidate: [paths.operatorTenants],
});
