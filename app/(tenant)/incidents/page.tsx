import { ShieldAlert } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { IncidentTable } from "@/components/incidents/incident-table";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { listIncidents } from "@/lib/incident-reports/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("incidents");
  return { title: t("title") };
}

export default async function IncidentsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "incidents:report");
  const incidents = await listIncidents(ctx);
  const t = await getTranslations("incidents");
  const report = (
    <LinkButton href={paths.incidentReport} variant="primary" icon={<ShieldAlert />}>
      {t("report")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={report} />
      <Card isFlush>
        <IncidentTable incidents={incidents} />
      </Card>
    </>
  );
}
