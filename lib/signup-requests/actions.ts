"use server";

import { publicAction } from "@/lib/auth/action";
import { submitSignup } from "./mutations";
import { submitSignupSchema } from "./schema";

export const submitSignupAction = publicAction(submitSignupSchema, submitSignup);
