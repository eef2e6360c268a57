import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { storageRegions } from "@/db/schema/notices";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { hasLeadTime } from "@/lib/notices/rules";
import { listAnnouncedRegions, regionInUse } from "./queries";

/**
 * Records the configured region once, and from then on takes another one into use only when the settings name it and a
 * published change notice announced it, with its lead time, for a time that has come.
 */
export async function applyAnnouncedRegion(now = new Date()): Promise<void> {
  const configured = env().STORAGE_REGION;
  await controlDb().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('ecai:storage-region'))`);
    const [first] = await tx.select({ id: storageRegions.id }).from(storageRegions).limit(1);
    if (!first) {
      await tx.insert(storageRegions).values({ region: configured, since: now });
      return;
    }
    if ((await regionInUse(tx, now)) === configured) return;
    const announced = (await listAnnouncedRegions(tx)).find(
      (notice) =>
        notice.region === configured &&
        notice.effectiveAt !== null &&
        notice.effectiveAt <= now &&
        notice.publishedAt !== null &&
        hasLeadTime(notice, notice.publishedAt),
    );
    if (!announced) {
      log.warn({ configured }, "the configured storage region is not announced and not in use");
      return;
    }
    await tx
      .insert(storageRegions)
      .values({ region: configured, since: now, noticeId: announced.noticeId });
  });
}
