"use server";

import { tenantAction } from "@/lib/auth/action";
import { checkDomain } from "./queries";
import { checkDomainSchema } from "./schema";

export const checkDomainAction = tenantAction(checkDomainSchema, checkDomain);
