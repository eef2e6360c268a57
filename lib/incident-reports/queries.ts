import { and, asc, desc, eq, or, sql } from "drizzle-orm";
import { incidentEntries, incidents, incidentTenants } from "@/db/schema/incidents";
import { notices } from "@/db/schema/notices";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

/** The earliest time this environment was told of the incident by a channel. */
const toldAt = (ctx: TenantContext, channel: "mail" | "dashboard") =>
  sql<Date | null>`(select min(m.told_at) from outbox_messages m
    join notices n on m.subject_type = 'notice' and m.subject_id = n.id::text
    where n.incident_id = ${incidents.id} and n.state = 'published' and m.tenant_id = ${ctx.tenantId}
      and m.channel = ${channel} and m.state = 'told')`.mapWith((value: string | null) =>
    value === null ? null : new Date(value),
  );

/** Concerned, and either reported by this environment or told to it: no draft of the provider's is seen early. */
const seenBy = (ctx: TenantContext) =>
  and(
    eq(incidentTenants.tenantId, ctx.tenantId),
    or(
      eq(incidents.reportedByTenant, ctx.tenantId),
      sql`exists (select from notices n where n.incident_id = ${incidents.id} and n.state = 'published')`,
    ),
  );

const columns = (ctx: TenantContext) => ({
  id: incidents.id,
  title: incidents.title,
  source: incidents.source,
  detectedAt: incidents.detectedAt,
  notifiedAt: incidents.notifiedAt,
  closedAt: incidents.closedAt,
  isOwnReport: sql<boolean>`coalesce(${incidents.reportedByTenant} = ${ctx.tenantId}, false)`,
  toldByMailAt: toldAt(ctx, "mail"),
  toldOnScreenAt: toldAt(ctx, "dashboard"),
});

/** The incidents that concern this environment, newest first, with the times it was told of each. */
export async function listIncidents(ctx: TenantContext) {
  authorize(ctx, "incidents:report");
  return readTransaction(ctx, (tx) =>
    tx
      .select(columns(ctx))
      .from(incidents)
      .innerJoin(incidentTenants, eq(incidentTenants.incidentId, incidents.id))
      .where(seenBy(ctx))
      .orderBy(desc(incidents.detectedAt), desc(incidents.id))
      .limit(500),
  );
}

export type TenantIncident = Awaited<ReturnType<typeof listIncidents>>[number];

/** One of them with what the provider shares of its timeline, its report and its notices. Throws `not_found`. */
export async function getTenantIncident(ctx: TenantContext, id: string) {
  authorize(ctx, "incidents:report");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [incident] = await tx
      .select({
        ...columns(ctx),
        description: incidents.description,
        impact: incidents.impact,
        cause: incidents.cause,
        measures: incidents.measures,
      })
      .from(incidents)
      .innerJoin(incidentTenants, eq(incidentTenants.incidentId, incidents.id))
      .where(and(seenBy(ctx), eq(incidents.id, id)));
    if (!incident) throw notFound();
    const entries = await tx
      .select({
        id: incidentEntries.id,
        at: incidentEntries.at,
        kind: incidentEntries.kind,
        text: incidentEntries.text,
      })
      .from(incidentEntries)
      .where(and(eq(incidentEntries.incidentId, id), eq(incidentEntries.isShared, true)))
      .orderBy(asc(incidentEntries.at), asc(incidentEntries.id));
    const linked = await tx
      .select({ id: notices.id, titleJa: notices.titleJa, titleEn: notices.titleEn })
      .from(notices)
      .where(
        and(
          eq(notices.incidentId, id),
          eq(notices.state, "published"),
          sql`(${notices.audience} <> 'tenants' or ${ctx.tenantId}::uuid = any (${notices.tenantIds}))`,
        ),
      )
      .orderBy(asc(notices.publishedAt));
    return { ...incident, entries, notices: linked };
  });
}
