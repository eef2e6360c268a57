import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReportForm } from "@/components/incidents/report-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { toJstLocal } from "@/lib/format";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("incidents");
  return { title: t("report") };
}

export default async function ReportIncidentPage() {
  await allow(await requireTenant(), "incidents:report");
  const t = await getTranslations("incidents");
  return (
    <>
      <PageHeader
        title={t("report")}
        description={t("reportDescription")}
        breadcrumbs={[{ href: paths.incidents, label: t("title") }]}
      />
      <div className="max-w-3xl">
        <Card>
          <ReportForm now={toJstLocal(new Date())} />
        </Card>
      </div>
    </>
  );
}
