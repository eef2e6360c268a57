import { and, desc, eq, ilike, or, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { sendingBrakes } from "@/db/schema/abuse";
import { jobRuns } from "@/db/schema/control";
import { tenantUsage } from "@/db/schema/limits";
import { tenants } from "@/db/schema/tenants";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import type { JobFilter, TenantFilter } from "./schema";

const pageSize = 50;

/** Customers, the newest first, a page by key: plan, state and use, nothing of what they keep here. */
export async function listTenants(_operator: OperatorContext, { q, after }: TenantFilter) {
  const found = await controlDb()
    .select({
      id: tenants.id,
      accountId: tenants.accountId,
      name: tenants.name,
      state: tenants.state,
      planId: tenants.planId,
      createdAt: tenants.createdAt,
      addresses: tenantUsage.addresses,
      mailsThisMonth: tenantUsage.mailsThisMonth,
      isBraked: sql<boolean>`exists (select from ${sendingBrakes}
        where ${sendingBrakes.tenantId} = ${tenants.id} and ${sendingBrakes.releasedAt} is null)`,
      position: timePosition(tenants.createdAt),
    })
    .from(tenants)
    .leftJoin(tenantUsage, eq(tenantUsage.tenantId, tenants.id))
    .where(and(nameContains(q), beyond(tenants.createdAt, tenants.id, after)))
    .orderBy(desc(tenants.createdAt), desc(tenants.id))
    .limit(pageSize + 1);
  return pageOf(found, after);
}

export type TenantRow = Awaited<ReturnType<typeof listTenants>>["rows"][number];

function nameContains(q: string) {
  if (!q) return undefined;
  const part = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return or(ilike(tenants.name, part), ilike(tenants.accountId, part));
}

/** What ran in the background, the newest first, a page by key. */
export async function listJobRuns(_operator: OperatorContext, { state, after }: JobFilter) {
  const found = await controlDb()
    .select({
      id: jobRuns.id,
      task: jobRuns.task,
      state: jobRuns.state,
      attempt: jobRuns.attempt,
      error: jobRuns.error,
      startedAt: jobRuns.startedAt,
      finishedAt: jobRuns.finishedAt,
      position: timePosition(jobRuns.startedAt),
    })
    .from(jobRuns)
    .where(
      and(
        state === "all" ? undefined : eq(jobRuns.state, state),
        beyond(jobRuns.startedAt, jobRuns.id, after),
      ),
    )
    .orderBy(desc(jobRuns.startedAt), desc(jobRuns.id))
    .limit(pageSize + 1);
  return pageOf(found, after);
}

const pageOf = <Row extends { position: string; id: string }>(found: Row[], after?: string) =>
  cursorPage(found, pageSize, after ? "after" : "start", ({ position, id }) =>
    encodeCursor([position, id]),
  );

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
