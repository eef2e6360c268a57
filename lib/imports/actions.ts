"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { cancelImport, rereadImport, startImport } from "./mutations";
import { importIdSchema, readImportSchema, startImportSchema } from "./schema";

const pages = { revalidate: [paths.imports] };

export const rereadImportAction = tenantAction(readImportSchema, rereadImport, pages);
export const startImportAction = tenantAction(startImportSchema, startImport, pages);
export const cancelImportAction = tenantAction(importIdSchema, cancelImport, pages);
