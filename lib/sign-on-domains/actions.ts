"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createDomain, deleteDomain, proveDomain } from "./mutations";
import { createDomainSchema, domainIdSchema } from "./schema";

const pages = { revalidate: [paths.signOnSettings], needsProof: true };

export const createDomainAction = tenantAction(createDomainSchema, createDomain, pages);
export const proveDomainAction = tenantAction(domainIdSchema, proveDomain, pages);
export const deleteDomainAction = tenantAction(domainIdSchema, deleteDomain, pages);
