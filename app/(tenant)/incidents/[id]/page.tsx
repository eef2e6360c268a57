import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { TenantIncidentView } from "@/components/incidents/tenant-incident-view";
import { PageHeader } from "@/components/ui/page-header";
import { allow, orNotFound } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { getTenantIncident } from "@/lib/incident-reports/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("incidents");
  return { title: t("title") };
}

export default async function IncidentPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "incidents:report");
  const incident = await orNotFound(getTenantIncident(ctx, (await params).id));
  const t = await getTranslations("incidents");
  return (
    <>
      <PageHeader
        title={incident.title}
        breadcrumbs={[{ href: paths.incidents, label: t("title") }]}
      />
      <TenantIncidentView incident={incident} locale={await getLocale()} />
    </>
  );
}
