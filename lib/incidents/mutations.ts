import { eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { incidentEntries, incidents, incidentTenants } from "@/db/schema/incidents";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import type { Incident } from "./queries";
import type {
  CloseIncidentInput,
  IncidentEntryInput,
  OpenIncidentInput,
  UpdateIncidentInput,
} from "./schema";

type Entry = Pick<typeof incidentEntries.$inferInsert, "kind" | "text" | "isShared">;

async function write(tx: Transaction, operator: OperatorContext, incidentId: string, entry: Entry) {
  await tx
    .insert(incidentEntries)
    .values({ incidentId, actorName: operator.operator.name, ...entry });
}

/** Starts an incident's record and its clock; returns its id. */
export async function openIncident(
  operator: OperatorContext,
  { tenantIds, ...input }: OpenIncidentInput,
): Promise<{ id: string }> {
  return controlDb().transaction(async (tx) => {
    const [row] = await tx
      .insert(incidents)
      .values({ ...input, source: "operator", createdBy: operator.operator.id })
      .returning({ id: incidents.id });
    if (!row) throw new Error("incident was not stored");
    await addTenants(tx, row.id, tenantIds);
    await write(tx, operator, row.id, { kind: "opened", text: input.description });
    await recordOperatorAudit(tx, operator, {
      action: "incident.opened",
      targetType: "incident",
      targetId: row.id,
      details: { after: { title: input.title, detectedAt: input.detectedAt, tenantIds } },
    });
    return row;
  });
}

async function addTenants(tx: Transaction, incidentId: string, tenantIds: string[]) {
  if (tenantIds.length === 0) return;
  await tx
    .insert(incidentTenants)
    .values(tenantIds.map((tenantId) => ({ incidentId, tenantId })))
    .onConflictDoNothing();
}

async function lock(tx: Transaction, id: string): Promise<Incident> {
  const [row] = await tx.select().from(incidents).where(eq(incidents.id, id)).for("update");
  if (!row) throw notFound();
  return row;
}

/** Changes whom an incident concerns and what its report says. Those who were told stay concerned. */
export async function updateIncident(
  operator: OperatorContext,
  { id, tenantIds, ...report }: UpdateIncidentInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const { impact, cause, measures, notifiedAt } = await lock(tx, id);
    const before = await tx
      .select({ tenantId: incidentTenants.tenantId })
      .from(incidentTenants)
      .where(eq(incidentTenants.incidentId, id));
    const known = before.map(({ tenantId }) => tenantId);
    const added = tenantIds.filter((tenantId) => !known.includes(tenantId));
    const removed = known.filter((tenantId) => !tenantIds.includes(tenantId));
    if (notifiedAt && added.length + removed.length > 0)
      throw new AppError("conflict", "operator-incidents.errors.alreadyNotified");
    await tx.delete(incidentTenants).where(sql`${incidentTenants.incidentId} = ${id}
      and ${incidentTenants.tenantId}::text in (select jsonb_array_elements_text(${JSON.stringify(removed)}::jsonb))`);
    await addTenants(tx, id, added);
    await tx
      .update(incidents)
      .set({ ...report, updatedAt: sql`now()` })
      .where(eq(incidents.id, id));
    await write(tx, operator, id, { kind: "changed" });
    await recordOperatorAudit(tx, operator, {
      action: "incident.updated",
      targetType: "incident",
      targetId: id,
      details: {
        before: { impact, cause, measures, tenantIds: known },
        after: { ...report, tenantIds },
      },
    });
  });
}

export async function addIncidentEntry(
  operator: OperatorContext,
  { incidentId, text, isShared }: IncidentEntryInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    await lock(tx, incidentId);
    await write(tx, operator, incidentId, { kind: "note", text, isShared });
    await recordOperatorAudit(tx, operator, {
      action: "incident.noted",
      targetType: "incident",
      targetId: incidentId,
      details: { isShared },
      tenantIds: isShared ? await listInformed(tx, incidentId) : [],
    });
  });
}

/** Ends an incident. Before everyone was told this stops the clock too, so the reason stays on the record. */
export async function closeIncident(
  operator: OperatorContext,
  { id, reason }: CloseIncidentInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const before = await lock(tx, id);
    if (before.closedAt) throw new AppError("conflict", "operator-incidents.errors.closed");
    await tx
      .update(incidents)
      .set({ closedAt: sql`now()`, updatedAt: sql`now()` })
      .where(eq(incidents.id, id));
    await write(tx, operator, id, { kind: "closed", text: reason, isShared: true });
    await recordOperatorAudit(tx, operator, {
      action: "incident.closed",
      targetType: "incident",
      targetId: id,
      details: {
        before: { isClosed: false },
        after: { isClosed: true },
        wasNotified: before.notifiedAt !== null,
        reason,
      },
      tenantIds: await listInformed(tx, id),
    });
  });
}

/** The tenants that know of an incident, because they reported it or were told: nobody learns of a draft by its log. */
async function listInformed(tx: Transaction, id: string): Promise<string[]> {
  const rows = await tx
    .select({ tenantId: incidentTenants.tenantId })
    .from(incidentTenants)
    .innerJoin(incidents, eq(incidents.id, incidentTenants.incidentId))
    .where(
      sql`${incidents.id} = ${id} and (${incidents.notifiedAt} is not null
        or ${incidents.reportedByTenant} = ${incidentTenants.tenantId})`,
    );
  return rows.map(({ tenantId }) => tenantId);
}
