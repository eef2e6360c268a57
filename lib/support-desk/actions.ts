"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { answerSupport, closeAnswered } from "./mutations";
import { answerSupportSchema, closeAnsweredSchema } from "./schema";

const pages = { revalidate: [paths.operatorSupport] };

export const answerSupportAction = operatorAction(answerSupportSchema, answerSupport, pages);
export const closeAnsweredAction = operatorAction(closeAnsweredSchema, closeAnswered, pages);
