import { desc, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { jobRuns } from "@/db/schema/control";
import { tenants } from "@/db/schema/tenants";
import type { OperatorContext } from "@/lib/auth/context";

/** The customers' environments as the provider may see them: no address, no content, no recipient. */
export async function listTenants(_operator: OperatorContext) {
  return controlDb()
    .select({
      id: tenants.id,
      accountId: tenants.accountId,
      name: tenants.name,
      state: tenants.state,
      planId: tenants.planId,
      createdAt: tenants.createdAt,
    })
    .from(tenants)
    .orderBy(desc(tenants.createdAt))
    .limit(200);
}

export async function listJobRuns(_operator: OperatorContext) {
  return controlDb()
    .select({
      id: jobRuns.id,
      task: jobRuns.task,
      state: jobRuns.state,
      attempt: jobRuns.attempt,
      error: jobRuns.error,
      startedAt: jobRuns.startedAt,
      finishedAt: jobRuns.finishedAt,
    })
    .from(jobRuns)
    .orderBy(desc(jobRuns.startedAt))
    .limit(100);
}

/** Counts for the operator's first page. */
export async function readOverview(_operator: OperatorContext) {
  const rows = await controlDb().execute<{
    tenants: number;
    applications: number;
    failedJobs: number;
    workers: number;
  }>(sql`
    select (select count(*)::int from tenants where state = 'active') as tenants,
      (select count(*)::int from applications where state <> 'completed' and expires_at > now()) as applications,
      (select count(*)::int from job_runs where state = 'failed' and started_at > now() - interval '1 day') as "failedJobs",
      (select count(*)::int from worker_heartbeats where seen_at > now() - interval '30 seconds') as workers`);
  const [row] = rows;
  if (!row) throw new Error("overview is empty");
  return row;
}
