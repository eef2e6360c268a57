import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { AlarmTable } from "@/components/watching/alarm-table";
import { CheckTable } from "@/components/watching/check-table";
import { PackageAuditCard } from "@/components/watching/package-audit-card";
import { ThresholdForm } from "@/components/watching/threshold-form";
import { listChecks, listOpenAlarms, listPastAlarms, readThresholds } from "@/lib/alarms/queries";
import { requireOperator } from "@/lib/auth/require";
import { findPackageAudit } from "@/lib/package-audits/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-watching.health");
  return { title: t("title") };
}

export default async function OperatorHealthPage() {
  const operator = await requireOperator();
  const [open, past, checks, thresholds, audit] = await Promise.all([
    listOpenAlarms(operator),
    listPastAlarms(operator),
    listChecks(operator),
    readThresholds(operator),
    findPackageAudit(operator),
  ]);
  const t = await getTranslations("operator-watching");
  return (
    <>
      <PageHeader title={t("health.title")} description={t("health.description")} />
      <div className="flex flex-col gap-5">
        <Card title={t("alarms.openTitle")} isFlush>
          <AlarmTable caption={t("alarms.openTitle")} empty={t("alarms.none")} alarms={open} />
        </Card>
        <Card title={t("checks.title")} isFlush>
          <CheckTable checks={checks} />
        </Card>
        <PackageAuditCard audit={audit} />
        <Card title={t("thresholds.title")} description={t("thresholds.description")}>
          <ThresholdForm thresholds={thresholds} />
        </Card>
        <Card title={t("alarms.pastTitle")} isFlush>
          <AlarmTable caption={t("alarms.pastTitle")} empty={t("alarms.nonePast")} alarms={past} />
        </Card>
      </div>
    </>
  );
}
