import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { OpenApplicationTable } from "@/components/application-desk/open-application-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Stat, StatGrid } from "@/components/ui/stat";
import { listApplications } from "@/lib/application-desk/queries";
import { requireOperator } from "@/lib/auth/require";
import { formatNumber } from "@/lib/format";
import { readOverview } from "@/lib/operators/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator.overview");
  return { title: t("title") };
}

export default async function OperatorHomePage() {
  const operator = await requireOperator();
  const [overview, { applications }] = await Promise.all([
    readOverview(operator),
    listApplications(operator, { show: "open" }),
  ]);
  const t = await getTranslations("operator.overview");
  const locale = await getLocale();
  return (
    <>
      <PageHeader title={t("title")} />
      <StatGrid>
        <Stat
          label={t("tenants")}
          value={formatNumber(overview.tenants, locale)}
          href={paths.operatorTenants}
        />
        <Stat
          label={t("applications")}
          value={formatNumber(overview.applications, locale)}
          href={paths.operatorApplications}
        />
        <Stat
          label={t("failedJobs")}
          value={formatNumber(overview.failedJobs, locale)}
          href={paths.operatorJobs}
        />
        <Stat label={t("workers")} value={formatNumber(overview.workers, locale)} />
      </StatGrid>
      <div className="mt-5">
        <Card title={t("openApplications")} isFlush>
          <OpenApplicationTable applications={applications} empty={t("noApplications")} />
        </Card>
      </div>
    </>
  );
}
