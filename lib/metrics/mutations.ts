import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { keptDays, type Sample } from "./rules";

/** Adds measurements to the running minute; several in one minute become their average and their highest. */
export async function recordSamples(samples: Sample[], now = new Date()): Promise<void> {
  if (samples.length === 0) return;
  const rows = JSON.stringify(samples.map(({ metric, host, value }) => ({ metric, host, value })));
  await controlDb().execute(sql`
    insert into metric_samples as kept (metric, host, step, at, average, highest)
    select metric, host, 'minute', date_trunc('minute', ${now.toISOString()}::timestamptz), value, value
    from jsonb_to_recordset(${rows}::jsonb) as given(metric text, host text, value float8)
    on conflict (metric, step, host, at) do update set
      average = (kept.average * kept.samples + excluded.average) / (kept.samples + 1),
      highest = greatest(kept.highest, excluded.highest), samples = kept.samples + 1`);
}

/** Sums minutes up into hours and hours into days of Japan; doing it again gives the same. */
export async function rollUpSamples(now = new Date()): Promise<void> {
  await rollUp("minute", "hour", "3 hours", now);
  await rollUp("hour", "day", "2 days", now);
}

async function rollUp(from: string, to: string, reach: string, now: Date): Promise<void> {
  const start = (moment: ReturnType<typeof sql>) =>
    sql`date_trunc(${sql.raw(`'${to}'`)}, ${moment}, 'Asia/Tokyo')`;
  await controlDb().execute(sql`
    insert into metric_samples (metric, host, step, at, average, highest, samples)
    select metric, host, ${to}, ${start(sql`at`)}, sum(average * samples) / sum(samples), max(highest), sum(samples)::int
    from metric_samples
    where step = ${from} and at >= ${start(sql`${now.toISOString()}::timestamptz - ${reach}::interval`)}
    group by metric, host, ${start(sql`at`)}
    on conflict (metric, step, host, at) do update set
      average = excluded.average, highest = excluded.highest, samples = excluded.samples`);
}

/** Forgets what each step no longer keeps; returns how many. */
export async function pruneSamples(now = new Date()): Promise<number> {
  let removed = 0;
  for (const [step, days] of Object.entries(keptDays)) {
    const rows = await controlDb().execute(sql`
      delete from metric_samples where step = ${step}
        and at < ${now.toISOString()}::timestamptz - make_interval(days => ${days})`);
    removed += rows.count;
  }
  return removed;
}
