import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { IncidentFacts, ToldTenants } from "@/components/incidents/incident-facts";
import { LinkedNotices } from "@/components/incidents/linked-notices";
import { OperatorTimeline } from "@/components/incidents/operator-timeline";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { getIncident, listToldTenants } from "@/lib/incidents/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-incidents");
  return { title: t("documentTitle") };
}

export default async function IncidentDocumentPage({
  params,
}: {
  params: Promise<{ id: string }>;
}) {
  const operator = await requireOperator();
  const incident = await orNotFound(getIncident(operator, (await params).id));
  const told = await listToldTenants(incident.id);
  const t = await getTranslations("operator-incidents");
  return (
    <article className="flex flex-col gap-6 print:text-black">
      <PageHeader
        title={t("documentTitle")}
        description={incident.title}
        breadcrumbs={[
          { href: paths.operatorIncidents, label: t("title") },
          { href: paths.operatorIncident(incident.id), label: incident.title },
        ]}
      />
      <IncidentFacts incident={incident} now={new Date()} />
      <Section title={t("report")}>
        <DescriptionList
          items={(["impact", "cause", "measures"] as const).map((part) => ({
            term: t(part),
            value: <span className="whitespace-pre-line">{incident[part] || "—"}</span>,
          }))}
        />
      </Section>
      <Section title={t("notices")}>
        <LinkedNotices notices={incident.notices} />
      </Section>
      <Section title={t("toldTitle")}>
        <ToldTenants tenants={incident.tenants} told={told} />
      </Section>
      <Section title={t("timeline")}>
        <OperatorTimeline entries={incident.entries} />
      </Section>
    </article>
  );
}
