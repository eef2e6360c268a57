import { join } from "node:path";
import { filesDir } from "@/lib/backups/rules";

export const keptDays = 7;
export const packAttempts = 3;

/** Where a tenant's packs lie. */
export const packFolder = (tenantId: string): string => join(filesDir(), tenantId, "evidence");

export const packFile = (tenantId: string, packId: string): string =>
  join(packFolder(tenantId), `${packId}.zip`);

/** When a pack goes. */
export const expiryOf = (createdAt: Date): Date =>
  new Date(createdAt.getTime() + keptDays * 24 * 3_600_000);
