"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createToken, revokeToken } from "./mutations";
import { createTokenSchema, tokenIdSchema } from "./schema";

export const createTokenAction = tenantAction(createTokenSchema, createToken, {
  revalidate: [paths.signOnSettings],
  needsProof: true,
});
export const revokeTokenAction = tenantAction(tokenIdSchema, revokeToken, {
  revalidate: [paths.signOnSettings],
  needsProof: true,
});
