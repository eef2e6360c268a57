import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EditIncidentForm } from "@/components/incidents/edit-form";
import { CloseForm, EntryForm } from "@/components/incidents/entry-forms";
import { IncidentFacts, ToldTenants } from "@/components/incidents/incident-facts";
import { LinkedNotices } from "@/components/incidents/linked-notices";
import { OperatorTimeline } from "@/components/incidents/operator-timeline";
import { EvidenceTable } from "@/components/outbox/evidence-table";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { getIncident, listToldTenants } from "@/lib/incidents/queries";
import { isClockRunning } from "@/lib/incidents/rules";
import { paths } from "@/lib/paths";
import { listEvidence, listTenantOptions } from "@/lib/publishing/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-incidents");
  return { title: t("title") };
}

export default async function OperatorIncidentPage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  const operator = await requireOperator();
  const incident = await orNotFound(getIncident(operator, (await params).id));
  const [told, tenants, alerts] = await Promise.all([
    listToldTenants(incident.id),
    listTenantOptions(operator),
    listEvidence(operator, "incident", [incident.id]),
  ]);
  const t = await getTranslations("operator-incidents");
  const { id, impact, cause, measures } = incident;
  return (
    <>
      <PageHeader
        title={incident.title}
        breadcrumbs={[{ href: paths.operatorIncidents, label: t("title") }]}
        actions={
          <>
            <LinkButton href={paths.operatorIncidentDocument(id)}>{t("document")}</LinkButton>
            <LinkButton href={`${paths.operatorNewNotice}?incident=${id}`} variant="primary">
              {t("notify")}
            </LinkButton>
          </>
        }
      />
      <AutoRefresh everyMs={30_000} isActive={isClockRunning(incident)} />
      <div className="flex flex-col gap-5">
        <Card>
          <IncidentFacts incident={incident} now={new Date()} />
        </Card>
        <Card title={t("notices")}>
          <LinkedNotices notices={incident.notices} />
        </Card>
        <Card title={t("toldTitle")} isFlush>
          <ToldTenants tenants={incident.tenants} told={told} />
        </Card>
        <Card title={t("report")}>
          <EditIncidentForm
            incident={{
              id,
              impact,
              cause,
              measures,
              tenantIds: incident.tenants.map((it) => it.id),
            }}
            tenants={tenants.map((it) => ({ id: it.id, label: `${it.name} ${it.accountId}` }))}
          />
        </Card>
        <Card title={t("timeline")}>
          <div className="flex flex-col gap-5">
            <OperatorTimeline entries={incident.entries} />
            <EntryForm incidentId={id} />
          </div>
        </Card>
        <Card title={t("alerts")} isFlush>
          <EvidenceTable rows={alerts} />
        </Card>
        {!incident.closedAt && (
          <Card title={t("closeTitle")} description={t("closeHint")}>
            <CloseForm id={id} />
          </Card>
        )}
      </div>
    </>
  );
}
