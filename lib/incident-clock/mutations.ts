import { and, eq, isNull } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { incidentEntries, incidents } from "@/db/schema/incidents";
import { env } from "@/lib/env";
import { formatDateTime } from "@/lib/format";
import { type Incident, listRunningIncidents, listToldTenants } from "@/lib/incidents/queries";
import { deadlineHours, deadlineOf, passedStages } from "@/lib/incidents/rules";
import { mailTranslator } from "@/lib/mail/translator";
import { operatorRecipients, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";

const actorName = "ECAI";

/** Stops the clock of incidents whose environments were all told, and calls the operators at each stage of the others. */
export async function watchIncidents(now = new Date()): Promise<void> {
  for (const incident of await listRunningIncidents()) {
    const toldAt = await allToldAt(incident.id);
    if (toldAt) await stopClock(incident, toldAt);
    else for (const hours of passedStages(incident, now)) await escalate(incident, hours);
  }
}

/** When the last environment concerned had been told by mail and on its screen; null while one was not. */
async function allToldAt(incidentId: string): Promise<Date | null> {
  const told = await listToldTenants(incidentId);
  const times = told.flatMap(({ mailAt, screenAt }) =>
    [mailAt, screenAt].map((at) => (at ? new Date(at).getTime() : Number.NaN)),
  );
  const last = Math.max(...times);
  return times.length > 0 && !Number.isNaN(last) ? new Date(last) : null;
}

async function stopClock({ id }: Incident, notifiedAt: Date): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const stopped = await tx
      .update(incidents)
      .set({ notifiedAt, updatedAt: new Date() })
      .where(and(eq(incidents.id, id), isNull(incidents.notifiedAt)))
      .returning({ id: incidents.id });
    if (stopped.length === 0) return;
    const entry = { kind: "notified", at: notifiedAt, actorName, isShared: true } as const;
    await tx.insert(incidentEntries).values({ incidentId: id, ...entry });
  });
}

/** Once for each stage, whatever happens between: the timeline's entry is written with the first message. */
async function escalate(incident: Incident, hours: number): Promise<void> {
  const isOverdue = hours >= deadlineHours;
  const t = await mailTranslator("ja", "email-notices");
  const params = {
    title: incident.title,
    hours,
    detectedAt: formatDateTime(incident.detectedAt),
    deadline: formatDateTime(deadlineOf(incident)),
    url: new URL(paths.operatorIncident(incident.id), env().ECAI_OPERATOR_URL).href,
  };
  const name = isOverdue ? "overdue" : "escalation";
  const text = {
    title: t(`incident.${name}Title`, params),
    body: t(`incident.${name}Body`, params),
  };
  await controlDb().transaction(async (tx) => {
    const subject = { type: "incident", id: incident.id, part: `escalation-${hours}` };
    const added = await tell(tx, subject, { ja: text }, operatorRecipients());
    if (added === 0) return;
    await tx.insert(incidentEntries).values({
      incidentId: incident.id,
      kind: isOverdue ? "overdue" : "escalated",
      actorName,
      text: String(hours),
    });
  });
}
