import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UpgradeTable } from "@/components/records/upgrade-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOperator } from "@/lib/auth/require";
import { listUpgrades } from "@/lib/upgrades/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorRecords.workLog");
  return { title: t("title") };
}

export default async function OperatorWorkLogPage() {
  const upgrades = await listUpgrades(await requireOperator());
  const t = await getTranslations("operatorRecords.workLog");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card isFlush>
        <UpgradeTable upgrades={upgrades} />
      </Card>
    </>
  );
}
