"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { eraseAddress } from "./mutations";
import { eraseAddressSchema } from "./schema";

export const eraseAddressAction = tenantAction(eraseAddressSchema, eraseAddress, {
  needsProof: true,
  revalidate: [paths.addresses],
});
