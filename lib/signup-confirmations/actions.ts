"use server";

import { publicAction } from "@/lib/auth/action";
import { confirmSignup } from "./mutations";
import { confirmSignupSchema } from "./schema";

export const confirmSignupAction = publicAction(confirmSignupSchema, confirmSignup);
