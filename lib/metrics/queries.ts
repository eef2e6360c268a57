import { sql } from "drizzle-orm";
import { Gauge, type OpenMetricsContentType, Registry } from "prom-client";
import { controlDb } from "@/db/client";
import type { OperatorContext } from "@/lib/auth/context";
import { type MetricName, type Period, periods, type Sample } from "./rules";

const serviceWide = "";

/** How long a delivery that is due may go without a turn, and how long a build may take. */
const stuckSeconds = { deliveries: 1_800, applications: 600 };

/** The database, the job queue and the sending queue as they are now. */
export async function measureService(): Promise<Sample[]> {
  const [row] = await controlDb().execute<Record<string, number>>(sql`
    select
      (select count(*) from pg_stat_activity where datname = current_database())::float8
        / current_setting('max_connections')::int as connections,
      (select count(*)::int from graphile_worker._private_jobs
        where run_at <= now() and locked_at is null and attempts < max_attempts) as queue_depth,
      (select coalesce(max(extract(epoch from now() - run_at)), 0)::float8 from graphile_worker._private_jobs
        where run_at <= now() and locked_at is null and attempts < max_attempts) as queue_age,
      (select count(*)::int from sending_queue where run_at <= now()) as delivery_depth,
      (select coalesce(max(extract(epoch from now() - greatest(run_at, served_at))), 0)::float8
        from sending_queue where run_at <= now()) as delivery_age,
      (select count(*)::int from job_runs where state = 'failed' and started_at > now() - interval '1 hour') as failed_jobs,
      (select count(*)::int from worker_heartbeats where seen_at > now() - interval '30 seconds') as workers,
      -- A copy that was found damaged is none; before the first, the service's own age counts.
      (select extract(epoch from now() - coalesce(
        (select max(started_at) from backup_generations where state = 'verified'),
        (select min(started_at) from version_upgrades), now()))::float8) as backup_age,
      (select coalesce(max(extract(epoch from now() - next_at)), 0)::float8 from outbox_messages
        where state in ('queued', 'sending') and next_at <= now()) as outbox_age,
      (select count(*)::int from sending_queue
        where greatest(run_at, served_at) < now() - make_interval(secs => ${stuckSeconds.deliveries})) as stuck_deliveries,
      (select count(*)::int from applications
        where state in ('verified', 'building')
          and verified_at < now() - make_interval(secs => ${stuckSeconds.applications})) as stuck_applications,
      pg_database_size(current_database())::float8 as database_size`);
  if (!row) throw new Error("the database told nothing of itself");
  return Object.entries(row).map(([metric, value]) => ({
    metric: metric as MetricName,
    host: serviceWide,
    value: Number(value),
  }));
}

/** Bytes of every table of ours with its indexes. */
export async function measureTables(): Promise<Sample[]> {
  const rows = await controlDb().execute<{ name: string; bytes: number }>(sql`
    select relname as name, pg_total_relation_size(oid)::float8 as bytes from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  return rows.map(({ name, bytes }) => ({
    metric: `table:${name}` as const,
    host: serviceWide,
    value: bytes,
  }));
}

export type Reading = { metric: string; host: string; value: number; at: Date };

/** The newest value of each metric and machine of the last ten minutes; of tables, of the last two hours. */
export async function readLatest(): Promise<Reading[]> {
  const rows = await controlDb().execute<{
    metric: string;
    host: string;
    value: number;
    at: string;
  }>(sql`
    select distinct on (metric, host) metric, host, average as value, at from metric_samples
    where step = 'minute' and at > now() - case when metric like 'table:%' then interval '2 hours' else interval '10 minutes' end
    order by metric, host, at desc`);
  return rows.map((row) => ({ ...row, value: Number(row.value), at: new Date(row.at) }));
}

export type SeriesPoint = { at: Date; host: string; average: number; highest: number };

/** One metric over a period, the oldest first, for at most eight machines. */
export async function readSeries(
  _operator: OperatorContext,
  metric: MetricName,
  period: Period,
): Promise<SeriesPoint[]> {
  const { hours, step } = periods[period];
  const bucket = step === "minute" ? sql`date_bin('15 minutes', at, 'epoch')` : sql`at`;
  const rows = await controlDb().execute<{
    at: string;
    host: string;
    average: number;
    highest: number;
  }>(sql`
    select ${bucket} as at, host, avg(average)::float8 as average, max(highest)::float8 as highest
    from metric_samples
    where metric = ${metric} and step = ${step} and at > now() - make_interval(hours => ${hours})
      and host in (select distinct host from metric_samples where metric = ${metric} and step = ${step}
        and at > now() - make_interval(hours => ${hours}) order by host limit 8)
    group by 1, 2 order by 1, 2`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

export type TableSize = { name: string; bytes: number };

/** The largest tables as last measured. */
export async function listTableSizes(_operator: OperatorContext): Promise<TableSize[]> {
  return (await readLatest())
    .filter(({ metric }) => metric.startsWith("table:"))
    .map(({ metric, value }) => ({ name: metric.slice("table:".length), bytes: value }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 12);
}

/** Everything measured last, as OpenMetrics text for a monitoring system of the provider's own. */
export async function readOpenMetrics(): Promise<{ type: string; text: string }> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const gauges = new Map<string, Gauge<"host" | "table">>();
  for (const { metric, host, value } of await readLatest()) {
    const table = metric.startsWith("table:") ? metric.slice("table:".length) : null;
    const name = table ? "ecai_table_bytes" : `ecai_${metric}`;
    const gauge =
      gauges.get(name) ??
      new Gauge({ name, help: name, labelNames: ["host", "table"], registers: [registry] });
    gauges.set(name, gauge);
    gauge.set({ ...(host && { host }), ...(table && { table }) }, value);
  }
  return { type: registry.contentType, text: await registry.metrics() };
}
