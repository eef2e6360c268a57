import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";

/** A job locked for less than this may belong to a worker that has not told its name yet. */
const graceSeconds = 60;

/** Tells that this worker lives and under which names it locks jobs; forgets those silent for a day. */
export async function beat(workerId: string, queueWorkers: string[]): Promise<void> {
  const names = sql`array(select jsonb_array_elements_text(${JSON.stringify(queueWorkers)}::jsonb))`;
  await controlDb().execute(sql`
    insert into worker_heartbeats (worker_id, queue_workers) values (${workerId}, ${names})
    on conflict (worker_id) do update set seen_at = now(), queue_workers = excluded.queue_workers`);
  await controlDb().execute(
    sql`delete from worker_heartbeats where seen_at < now() - interval '1 day'`,
  );
}

export async function stopBeating(workerId: string): Promise<void> {
  await controlDb().execute(sql`delete from worker_heartbeats where worker_id = ${workerId}`);
}

/**
 * Frees the jobs of workers that were killed: graphile-worker itself waits four hours. Returns how many
 * workers' locks were freed.
 */
export async function freeLocksOfDeadWorkers(): Promise<number> {
  const rows = await controlDb().execute<{ freed: number }>(sql`
    with dead as (
      select array_agg(distinct j.locked_by) as names from graphile_worker._private_jobs j
      where j.locked_at < now() - make_interval(secs => ${graceSeconds})
        and not exists (
          select from worker_heartbeats h
          where h.seen_at > now() - make_interval(secs => ${graceSeconds})
            and j.locked_by = any (h.queue_workers))
    )
    select coalesce(cardinality(names), 0)::int as freed,
      case when names is not null then graphile_worker.force_unlock_workers(names)::text end
    from dead`);
  return rows[0]?.freed ?? 0;
}
