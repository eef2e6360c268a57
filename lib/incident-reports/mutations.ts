import { eq } from "drizzle-orm";
import { incidentEntries, incidents, incidentTenants } from "@/db/schema/incidents";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { env } from "@/lib/env";
import { formatDateTime } from "@/lib/format";
import type { ReportIncidentInput } from "@/lib/incidents/schema";
import { mailTranslator } from "@/lib/mail/translator";
import { operatorRecipients, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";

const reportsPerTenant = { most: 20, windowSeconds: 3600 };

/** A customer's report: starts the record and its clock and calls the operators at once, all or nothing. */
export async function reportIncident(
  ctx: TenantContext,
  input: ReportIncidentInput,
): Promise<{ id: string }> {
  authorize(ctx, "incidents:report");
  await throttle("incident-report", ctx.tenantId, reportsPerTenant);
  return transaction(ctx, async (tx) => {
    const [row] = await tx
      .insert(incidents)
      .values({ ...input, source: "customer", reportedByTenant: ctx.tenantId })
      .returning({ id: incidents.id });
    if (!row) throw new Error("incident was not stored");
    await tx.insert(incidentTenants).values({ incidentId: row.id, tenantId: ctx.tenantId });
    await tx.insert(incidentEntries).values({
      incidentId: row.id,
      kind: "reported",
      actorName: ctx.actor.name,
      text: input.description,
      isShared: true,
    });
    const [tenant] = await tx
      .select({ name: tenants.name, accountId: tenants.accountId })
      .from(tenants)
      .where(eq(tenants.id, ctx.tenantId));
    const text = await pageText(ctx, input, tenant, row.id);
    const subject = { type: "incident", id: row.id, part: "reported" };
    await tell(tx, subject, { ja: text }, operatorRecipients());
    await recordAudit(tx, ctx, {
      action: "incident.reported",
      targetType: "incident",
      targetId: row.id,
      details: { after: { title: input.title, detectedAt: input.detectedAt } },
    });
    return row;
  });
}

async function pageText(
  ctx: TenantContext,
  input: ReportIncidentInput,
  tenant: { name: string; accountId: string } | undefined,
  id: string,
) {
  const t = await mailTranslator("ja", "email-notices");
  return {
    title: t("incident.reportedTitle", { title: input.title }),
    body: t("incident.reportedBody", {
      tenant: tenant?.name ?? "",
      accountId: tenant?.accountId ?? "",
      name: ctx.actor.name,
      detectedAt: formatDateTime(input.detectedAt),
      description: input.description,
      url: new URL(paths.operatorIncident(id), env().ECAI_OPERATOR_URL).href,
    }),
  };
}
