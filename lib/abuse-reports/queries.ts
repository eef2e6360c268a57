import "server-only";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { abuseFindings } from "@/db/schema/abuse";
import { suspiciousRequests } from "@/db/schema/suspicions";
import { tenants } from "@/db/schema/tenants";
import { findingColumns } from "@/lib/abuse/queries";
import type { OperatorContext } from "@/lib/auth/context";
import { listTenantBrakes } from "@/lib/brakes/queries";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { type DayFigures, everyDay, type ReportPeriod } from "./rules";

const mostShown = 200;

/** Everything that was watched of one customer between two days in Japan: figures, and no personal data. */
export async function readMonitoringReport(
  operator: OperatorContext,
  tenantId: string,
  period: ReportPeriod,
) {
  if (!isUuid(tenantId)) throw notFound();
  const [tenant] = await controlDb()
    .select({ id: tenants.id, name: tenants.name, accountId: tenants.accountId })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  if (!tenant) throw notFound();
  const { from, to } = boundsOf(period);
  const [figures, findings, brakes, suspicions] = await Promise.all([
    readFigures(tenantId, period),
    controlDb()
      .select(findingColumns)
      .from(abuseFindings)
      .where(
        and(
          eq(abuseFindings.tenantId, tenantId),
          sql`${abuseFindings.foundAt} >= ${from}`,
          sql`${abuseFindings.foundAt} < ${to}`,
        ),
      )
      .orderBy(desc(abuseFindings.foundAt))
      .limit(mostShown),
    listTenantBrakes(operator, tenantId),
    countSuspicions(tenantId, period),
  ]);
  return {
    tenant,
    days: everyDay(figures, period),
    findings,
    brakes: brakes.filter((brake) => isWithin(brake, period)),
    suspicions,
  };
}

export type MonitoringReport = Awaited<ReturnType<typeof readMonitoringReport>>;

/** From the beginning of the first day in Japan to that of the day after the last. */
const boundsOf = ({ from, to }: ReportPeriod) => ({
  from: sql`${from}::timestamp at time zone 'Asia/Tokyo'`,
  to: sql`(${to}::timestamp + interval '1 day') at time zone 'Asia/Tokyo'`,
});

/** A brake belongs to every period in which it was on. */
function isWithin(brake: { engagedAt: Date; releasedAt: Date | null }, period: ReportPeriod) {
  const begin = new Date(`${period.from}T00:00:00+09:00`);
  const end = new Date(`${period.to}T24:00:00+09:00`);
  return brake.engagedAt < end && (brake.releasedAt === null || brake.releasedAt >= begin);
}

async function readFigures(tenantId: string, period: ReportPeriod): Promise<DayFigures[]> {
  const { from, to } = boundsOf(period);
  const rows = await controlDb().execute<DayFigures>(sql`
    select to_char(at at time zone 'Asia/Tokyo', 'YYYY-MM-DD') as day, sum(mails)::int as mails,
      sum(sent)::int as sent, sum(bounced)::int as bounced, sum(complained)::int as complained,
      sum(exports)::int as exports, sum(exported_rows)::int as "exportedRows",
      sum(sign_ins)::int as "signIns", sum(failed_sign_ins)::int as "failedSignIns",
      sum(breached_sign_ins)::int as "breachedSignIns"
    from abuse_figures where tenant_id = ${tenantId} and at >= ${from} and at < ${to}
    group by 1 order by 1`);
  return [...rows];
}

/** Requests of the customer's people that looked like an attack, by kind. */
async function countSuspicions(tenantId: string, period: ReportPeriod) {
  const { from, to } = boundsOf(period);
  return controlDb()
    .select({
      kind: suspiciousRequests.kind,
      count: sql`sum(${suspiciousRequests.count})`.mapWith(Number),
    })
    .from(suspiciousRequests)
    .where(
      and(
        eq(suspiciousRequests.tenantId, tenantId),
        sql`${suspiciousRequests.firstAt} >= ${from}`,
        sql`${suspiciousRequests.firstAt} < ${to}`,
      ),
    )
    .groupBy(suspiciousRequests.kind)
    .orderBy(asc(suspiciousRequests.kind));
}
