import { and, asc, desc, eq, isNotNull, lte } from "drizzle-orm";
import { controlDb, type Database, type Transaction } from "@/db/client";
import { notices, storageRegions } from "@/db/schema/notices";
import { env } from "@/lib/env";

type Reader = Pick<Database | Transaction, "select">;

/**
 * Where customers' data is kept now. The configured region counts only until one is recorded: from then on another one
 * has to be announced by a change notice and to have reached its effective time.
 */
export async function regionInUse(db: Reader = controlDb(), now = new Date()): Promise<string> {
  const [row] = await db
    .select({ region: storageRegions.region })
    .from(storageRegions)
    .where(lte(storageRegions.since, now))
    .orderBy(desc(storageRegions.since), desc(storageRegions.id))
    .limit(1);
  return row?.region ?? env().STORAGE_REGION;
}

/** Published changes of the region that are not in use, the earliest first; with the notice to read. */
export async function listAnnouncedRegions(db: Reader = controlDb()) {
  const inUse = await regionInUse(db);
  const announced = await db
    .select({
      noticeId: notices.id,
      region: notices.newRegion,
      effectiveAt: notices.effectiveAt,
      publishedAt: notices.publishedAt,
      overrideReason: notices.overrideReason,
      kind: notices.kind,
    })
    .from(notices)
    .where(
      and(
        eq(notices.state, "published"),
        eq(notices.kind, "change"),
        eq(notices.audience, "all"),
        isNotNull(notices.newRegion),
        isNotNull(notices.effectiveAt),
      ),
    )
    .orderBy(asc(notices.effectiveAt));
  const applied = await db.select({ noticeId: storageRegions.noticeId }).from(storageRegions);
  const known = new Set(applied.map(({ noticeId }) => noticeId));
  return announced.filter(({ noticeId, region }) => !known.has(noticeId) && region !== inUse);
}

/** The region in use, and the announced change that comes next. */
export async function readRegions() {
  const [inUse, [next]] = await Promise.all([regionInUse(), listAnnouncedRegions()]);
  return { inUse, next: next ?? null };
}
