"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createApiToken, revokeApiToken } from "./mutations";
import { apiTokenIdSchema, createApiTokenSchema } from "./schema";

const page = { revalidate: [paths.apiSettings], needsProof: true };

export const createApiTokenAction = tenantAction(createApiTokenSchema, createApiToken, page);
export const revokeApiTokenAction = tenantAction(apiTokenIdSchema, revokeApiToken, page);
