"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createSignupForm, deleteSignupForm, updateSignupForm } from "./mutations";
import { createSignupFormSchema, deleteSignupFormSchema, updateSignupFormSchema } from "./schema";

const pages = { revalidate: [paths.signupForms] };

export const createSignupFormAction = tenantAction(createSignupFormSchema, createSignupForm, pages);
export const updateSignupFormAction = tenantAction(updateSignupFormSchema, updateSignupForm, pages);
export const deleteSignupFormAction = tenantAction(deleteSignupFormSchema, deleteSignupForm, pages);
