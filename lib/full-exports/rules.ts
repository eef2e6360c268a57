import { join } from "node:path";
import { filesDir } from "@/lib/backups/rules";

export const exportFolder = (tenantId: string): string => join(filesDir(), tenantId, "exports");
export const exportFile = (tenantId: string, runId: string): string =>
  join(exportFolder(tenantId), `${runId}.zip`);
