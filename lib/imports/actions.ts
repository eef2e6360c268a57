"use server";

import { tenantAction } from "@/lib/auth/action";
import { checkImport, reopenImport } from "@/lib/import-checks/mutations";
import { undoImport } from "@/lib/import-undos/mutations";
import { paths } from "@/lib/paths";
import { cancelImport, rereadImport, startImport } from "./mutations";
import { checkImportSchema, importIdSchema, readImportSchema } from "./schema";

const pages = { revalidate: [paths.imports] };

export const rereadImportAction = tenantAction(readImportSchema, rereadImport, pages);
export const checkImportAction = tenantAction(checkImportSchema, checkImport, pages);
export const reopenImportAction = tenantAction(importIdSchema, reopenImport, pages);
export const startImportAction = tenantAction(importIdSchema, startImport, pages);
export const cancelImportAction = tenantAction(importIdSchema, cancelImport, pages);
export const undoImportAction = tenantAction(importIdSchema, undoImport, {
  ...pages,
  needsProof: true,
});
