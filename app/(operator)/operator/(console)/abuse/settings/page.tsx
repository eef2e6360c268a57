import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RampForm } from "@/components/abuse/ramp-form";
import { AbuseThresholdForm } from "@/components/abuse/threshold-form";
import { AddTrap, TrapTable } from "@/components/abuse/trap-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { readAbuseThresholds } from "@/lib/abuse/queries";
import { requireOperator } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { readRampUp } from "@/lib/ramp-up/queries";
import { listTraps } from "@/lib/trap-addresses/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorAbuse");
  return { title: t("settings") };
}

export default async function OperatorAbuseSettingsPage() {
  const operator = await requireOperator();
  const [thresholds, ramp, traps, t] = await Promise.all([
    readAbuseThresholds(),
    readRampUp(),
    listTraps(operator),
    getTranslations("operatorAbuse"),
  ]);
  return (
    <>
      <PageHeader
        title={t("settings")}
        breadcrumbs={[{ href: paths.operatorAbuse, label: t("title") }]}
      />
      <div className="flex flex-col gap-5">
        <Card title={t("thresholds.title")} description={t("thresholds.description")}>
          <AbuseThresholdForm thresholds={thresholds} />
        </Card>
        <Card title={t("rampUp.title")} description={t("rampUp.description")}>
          <RampForm ramp={ramp} />
        </Card>
        <Card
          title={t("traps.title")}
          description={t("traps.description")}
          actions={<AddTrap />}
          isFlush
        >
          <TrapTable traps={traps} />
        </Card>
      </div>
    </>
  );
}
