"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { closeSignupMail, openSignupMail } from "./mutations";
import { signupMailSchema } from "./schema";

const pages = { revalidate: [paths.signupForms] };

export const openSignupMailAction = tenantAction(signupMailSchema, openSignupMail, pages);
export const closeSignupMailAction = tenantAction(signupMailSchema, closeSignupMail, pages);
