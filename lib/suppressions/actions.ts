"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { createSuppressions, releaseSuppression } from "./mutations";
import { createSuppressionsSchema, releaseSuppressionSchema } from "./schema";

const pages = { revalidate: [paths.suppressions, paths.addresses] };

export const createSuppressionsAction = tenantAction(
  createSuppressionsSchema,
  createSuppressions,
  pages,
);
export const releaseSuppressionAction = tenantAction(
  releaseSuppressionSchema,
  releaseSuppression,
  pages,
);
