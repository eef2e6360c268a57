"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createAttribute, deleteAttribute, updateAttribute } from "./mutations";
import { createAttributeSchema, deleteAttributeSchema, updateAttributeSchema } from "./schema";

const pages = { revalidate: [paths.attributes] };

export const createAttributeAction = tenantAction(createAttributeSchema, createAttribute, pages);
export const updateAttributeAction = tenantAction(updateAttributeSchema, updateAttribute, pages);
export const deleteAttributeAction = tenantAction(deleteAttributeSchema, deleteAttribute, pages);
