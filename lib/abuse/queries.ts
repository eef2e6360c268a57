import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { abuseFindings } from "@/db/schema/abuse";
import { tenants } from "@/db/schema/tenants";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import { findSetting } from "@/lib/service-settings/queries";
import { type AbuseThresholds, defaultThresholds, type Measured } from "./rules";
import type { FindingFilter } from "./schema";

const pageSize = 50;

/** The thresholds in force: the operator's figures where there are any. */
export async function readAbuseThresholds(): Promise<AbuseThresholds> {
  return { ...defaultThresholds, ...(await findSetting("abuse_thresholds")) };
}

/** The figures of every tenant that did anything in the last two days. */
export async function measureAbuse(): Promise<Measured[]> {
  const rows = await controlDb().execute<Record<keyof Measured, string>>(sql`
    select tenant_id as "tenantId", decisions, bounce_sent as "bounceSent", bounced,
      complaint_sent as "complaintSent", complained, mails_of_day as "mailsOfDay",
      peak_of_month as "peakOfMonth", exported_rows as "exportedRows",
      failed_sign_ins as "failedSignIns", breached_sign_ins as "breachedSignIns"
    from measure_abuse()`);
  return rows.map(({ tenantId, ...figures }) => ({
    tenantId,
    ...(Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [name, Number(value)]),
    ) as Omit<Measured, "tenantId">),
  }));
}

/** Without `created_at`, which the operator's role has no need of. */
export const findingColumns = {
  tenantId: abuseFindings.tenantId,
  id: abuseFindings.id,
  kind: abuseFindings.kind,
  level: abuseFindings.level,
  value: abuseFindings.value,
  threshold: abuseFindings.threshold,
  evidence: abuseFindings.evidence,
  state: abuseFindings.state,
  foundAt: abuseFindings.foundAt,
  decidedAt: abuseFindings.decidedAt,
  decidedBy: abuseFindings.decidedBy,
  decision: abuseFindings.decision,
};

/** Findings of every customer, the newest first, a page by key. */
export async function listFindings(_operator: OperatorContext, { state, after }: FindingFilter) {
  const found = await controlDb()
    .select({
      ...findingColumns,
      tenantName: tenants.name,
      position: timePosition(abuseFindings.foundAt),
    })
    .from(abuseFindings)
    .innerJoin(tenants, eq(tenants.id, abuseFindings.tenantId))
    .where(
      and(
        state === "open" ? sql`${abuseFindings.state} = 'open'` : undefined,
        beyond(abuseFindings.foundAt, abuseFindings.id, after),
      ),
    )
    .orderBy(desc(abuseFindings.foundAt), desc(abuseFindings.id))
    .limit(pageSize + 1);
  return cursorPage(found, pageSize, after ? "after" : "start", ({ position, id }) =>
    encodeCursor([position, id]),
  );
}

export type FindingRow = Awaited<ReturnType<typeof listFindings>>["rows"][number];

/** How many findings wait for a decision. */
export async function countOpenFindings(_operator: OperatorContext): Promise<number> {
  return controlDb().$count(abuseFindings, sql`${abuseFindings.state} = 'open'`);
}
