"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createSender, deleteSender, updateSender } from "./mutations";
import { createSenderSchema, deleteSenderSchema, updateSenderSchema } from "./schema";

const pages = { revalidate: [paths.senders] };

export const createSenderAction = tenantAction(createSenderSchema, createSender, pages);
export const updateSenderAction = tenantAction(updateSenderSchema, updateSender, pages);
export const deleteSenderAction = tenantAction(deleteSenderSchema, deleteSender, pages);
