import { asc, desc, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { incidentEntries, incidents, incidentTenants } from "@/db/schema/incidents";
import { notices } from "@/db/schema/notices";
import { tenants } from "@/db/schema/tenants";
import type { OperatorContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

export type Incident = typeof incidents.$inferSelect;

/** For the operator: running clocks first, the oldest on top, then the newest others. */
export async function listIncidentRecords(_operator: OperatorContext) {
  return controlDb()
    .select({
      incident: incidents,
      tenants: sql<number>`(select count(*)::int from incident_tenants it where it.incident_id = ${incidents.id})`,
    })
    .from(incidents)
    .orderBy(
      sql`(${incidents.notifiedAt} is null and ${incidents.closedAt} is null) desc`,
      sql`case when ${incidents.notifiedAt} is null and ${incidents.closedAt} is null
        then ${incidents.detectedAt} end asc`,
      desc(incidents.detectedAt),
      desc(incidents.id),
    )
    .limit(100);
}

/** One incident with the environments concerned, its timeline and its notices. Throws `not_found`. */
export async function getIncident(_operator: OperatorContext, id: string) {
  if (!isUuid(id)) throw notFound();
  const [incident] = await controlDb().select().from(incidents).where(eq(incidents.id, id));
  if (!incident) throw notFound();
  const [concerned, entries, linked] = await Promise.all([
    controlDb()
      .select({ id: tenants.id, name: tenants.name, accountId: tenants.accountId })
      .from(incidentTenants)
      .innerJoin(tenants, eq(tenants.id, incidentTenants.tenantId))
      .where(eq(incidentTenants.incidentId, id))
      .orderBy(asc(tenants.name)),
    controlDb()
      .select()
      .from(incidentEntries)
      .where(eq(incidentEntries.incidentId, id))
      .orderBy(asc(incidentEntries.at), asc(incidentEntries.id)),
    controlDb()
      .select({
        id: notices.id,
        titleJa: notices.titleJa,
        state: notices.state,
        publishedAt: notices.publishedAt,
      })
      .from(notices)
      .where(eq(notices.incidentId, id))
      .orderBy(asc(notices.createdAt)),
  ]);
  return { ...incident, tenants: concerned, entries, notices: linked };
}

export type IncidentDetail = Awaited<ReturnType<typeof getIncident>>;
export type IncidentEntry = IncidentDetail["entries"][number];

/** When each environment concerned was told by mail and on its screen; null where it was not yet. */
export async function listToldTenants(incidentId: string) {
  return controlDb().execute<{
    tenantId: string;
    mailAt: string | null;
    screenAt: string | null;
  }>(sql`
    select it.tenant_id as "tenantId",
      min(m.told_at) filter (where m.channel = 'mail' and m.state = 'told') as "mailAt",
      min(m.told_at) filter (where m.channel = 'dashboard' and m.state = 'told') as "screenAt"
    from incident_tenants it
    left join notices n on n.incident_id = it.incident_id and n.state = 'published'
    left join outbox_messages m on m.subject_type = 'notice' and m.subject_id = n.id::text
      and m.tenant_id = it.tenant_id
    where it.incident_id = ${incidentId} group by it.tenant_id order by it.tenant_id`);
}

/** Incidents whose clock runs. */
export function listRunningIncidents(): Promise<Incident[]> {
  return controlDb()
    .select()
    .from(incidents)
    .where(sql`${incidents.notifiedAt} is null and ${incidents.closedAt} is null`)
    .orderBy(asc(incidents.detectedAt));
}
