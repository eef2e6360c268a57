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

/** So many workers may die with a job in their hands before it is held to be what they die of. */
export const deathsMost = 100;

/**
 * Frees the jobs of workers that were killed: graphile-worker itself waits four hours. The attempt that ended so was
 * none of the job's failures and is given back. Returns how many workers' locks were freed.
 */
export async function freeLocksOfDeadWorkers(): Promise<number> {
  return controlDb().transaction(async (tx) => {
    const [dead] = await tx.execute<{ names: string[] | null }>(sql`
      select array_agg(distinct j.locked_by) as names from graphile_worker._private_jobs j
      where j.locked_at < now() - make_interval(secs => ${graceSeconds})
        and not exists (
          select from worker_heartbeats h
          where h.seen_at > now() - make_interval(secs => ${graceSeconds})
            and j.locked_by = any (h.queue_workers))`);
    if (!dead?.names) return 0;
    const names = sql`${sql.param(dead.names)}::text[]`;
    await tx.execute(sql`
      update graphile_worker._private_jobs set attempts = greatest(attempts - 1, 0),
        flags = jsonb_set(coalesce(flags, '{}'), '{deaths}', to_jsonb(${deathsOf} + 1))
      where locked_by = any (${names}) and ${deathsOf} < ${deathsMost}`);
    await tx.execute(sql`select graphile_worker.force_unlock_workers(${names})`);
    return dead.names.length;
  });
}

const deathsOf = sql`coalesce((flags ->> 'deaths')::int, 0)`;
