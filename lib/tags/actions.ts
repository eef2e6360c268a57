"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createTag, deleteTag, mergeTag, updateTag } from "./mutations";
import { createTagSchema, deleteTagSchema, mergeTagSchema, updateTagSchema } from "./schema";

const pages = { revalidate: [paths.tags, paths.addresses] };

export const createTagAction = tenantAction(createTagSchema, createTag, pages);
export const updateTagAction = tenantAction(updateTagSchema, updateTag, pages);
export const mergeTagAction = tenantAction(mergeTagSchema, mergeTag, pages);
export const deleteTagAction = tenantAction(deleteTagSchema, deleteTag, pages);
