"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { addTrap, removeTrap } from "./mutations";
import { addTrapSchema, removeTrapSchema } from "./schema";

const pages = { revalidate: [paths.operatorAbuseSettings] };

export const addTrapAction = operatorAction(addTrapSchema, addTrap, pages);
export const removeTrapAction = operatorAction(removeTrapSchema, removeTrap, pages);
