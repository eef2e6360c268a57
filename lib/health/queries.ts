import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";

/** Seconds after which a silent worker counts as gone. */
const heartbeatSeconds = 30;

export type Readiness = { isDatabaseReady: boolean; workers: number };

/** Whether the database answers and how many workers have been seen lately. */
export async function readReadiness(seconds = heartbeatSeconds): Promise<Readiness> {
  const rows = await controlDb().execute<{ workers: number }>(sql`
    select count(*)::int as workers from worker_heartbeats
    where seen_at > now() - make_interval(secs => ${seconds})`);
  return { isDatabaseReady: true, workers: rows[0]?.workers ?? 0 };
}
