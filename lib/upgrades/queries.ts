import { desc } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { versionUpgrades } from "@/db/schema/records";
import type { OperatorContext } from "@/lib/auth/context";

/** The work log of version upgrades, the newest first. */
export function listUpgrades(_operator: OperatorContext) {
  return controlDb()
    .select()
    .from(versionUpgrades)
    .orderBy(desc(versionUpgrades.startedAt), desc(versionUpgrades.id))
    .limit(200);
}

export type UpgradeRow = Awaited<ReturnType<typeof listUpgrades>>[number];
