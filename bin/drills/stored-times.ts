import type postgres from "postgres";
import { isDeadlock } from "@/db/violations";

/** By whose times a worker is found to be gone and what it held is taken over. */
export const timesOfWorkers = [
  "worker_heartbeats",
  "batches",
  "_private_jobs",
  "_private_job_queues",
] as const;

/** Linked by hashes that contain their times; nothing but retention compares them with the clock. */
const linked = ["audit_entries", "operator_audit_entries"];

/**
 * Moves every stored time by so many seconds, as one change that no trigger sees, but for those that are part of a key:
 * they name the minute or hour of a count. What the service asks the database's
 * clock is always how far a stored time is from now: times moved by an hour into the future are a clock that was set
 * back by an hour, times moved into the past are time that has passed.
 */
export async function moveStoredTimes(
  sql: postgres.Sql,
  seconds: number,
  only: readonly string[] | null = null,
): Promise<void> {
  const by = `interval '${Math.trunc(seconds)} seconds'`;
  const tables = await sql<{ name: string; columns: string[] }[]>`
    select format('%I.%I', c.table_schema, c.table_name) as name,
      array_agg(quote_ident(c.column_name)) as columns
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where t.table_type = 'BASE TABLE' and c.table_schema in ('public', 'graphile_worker')
      and c.data_type in ('timestamp with time zone', 'timestamp without time zone')
      and c.is_generated = 'NEVER' and c.table_name <> all(${linked})
      and not exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid
        and a.attnum = any(i.indkey) where i.indisunique and a.attname = c.column_name
          and i.indrelid = format('%I.%I', c.table_schema, c.table_name)::regclass)
      and (${only}::text[] is null or c.table_name = any(${only}::text[]))
    group by 1`;
  const move = () =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      for (const { name, columns } of tables) {
        const moved = columns.map((column) => `${column} = ${column} + ${by}`).join(", ");
        await tx.unsafe(`update ${name} set ${moved}`);
      }
    });
  while (await move().then(() => false, isRefusedByDeadlock));
}

/** Workers that are at work meanwhile take the rows in their own order. */
function isRefusedByDeadlock(error: unknown): boolean {
  if (isDeadlock(error)) return true;
  throw error;
}
