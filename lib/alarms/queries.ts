import { desc, isNotNull, isNull, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { alarms } from "@/db/schema/watching";
import type { OperatorContext } from "@/lib/auth/context";

/** Open alarms, the oldest first. */
export function listOpenAlarms(_operator: OperatorContext) {
  return controlDb().select().from(alarms).where(isNull(alarms.closedAt)).orderBy(alarms.openedAt);
}

/** The alarms that ended last. */
export function listPastAlarms(_operator: OperatorContext) {
  return controlDb()
    .select()
    .from(alarms)
    .where(isNotNull(alarms.closedAt))
    .orderBy(desc(alarms.openedAt))
    .limit(50);
}

export async function countOpenAlarms(_operator: OperatorContext): Promise<number> {
  const [row] = await controlDb()
    .select({ count: sql<number>`count(*)::int` })
    .from(alarms)
    .where(isNull(alarms.closedAt));
  return row?.count ?? 0;
}

export type Alarm = Awaited<ReturnType<typeof listOpenAlarms>>[number];
