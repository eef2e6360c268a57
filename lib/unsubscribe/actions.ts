"use server";

import { publicAction } from "@/lib/auth/action";
import { resubscribe, unsubscribe } from "./mutations";
import { resubscribeSchema, unsubscribeSchema } from "./schema";

export const unsubscribeAction = publicAction(unsubscribeSchema, unsubscribe);
export const resubscribeAction = publicAction(resubscribeSchema, resubscribe);
