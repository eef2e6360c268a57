import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { ConcurrencyForm } from "@/components/watching/concurrency-form";
import { PlanLimitsForm } from "@/components/watching/plan-limits-form";
import { ThresholdForm } from "@/components/watching/threshold-form";
import { readThresholds } from "@/lib/alarms/queries";
import { requireOperator } from "@/lib/auth/require";
import { env } from "@/lib/env";
import { listPlans } from "@/lib/plans/rules";
import { findSetting } from "@/lib/service-settings/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorRecords.settings");
  return { title: t("title") };
}

export default async function OperatorSettingsPage() {
  const operator = await requireOperator();
  const [thresholds, concurrency, changedPlans] = await Promise.all([
    readThresholds(operator),
    findSetting("worker_concurrency"),
    findSetting("plan_limits"),
  ]);
  const t = await getTranslations("operatorRecords.settings");
  const watching = await getTranslations("operator-watching");
  const plans = await getTranslations("plans.names");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex flex-col gap-5">
        <Card title={t("plans")} description={t("plansDescription")}>
          <div className="grid gap-6 md:grid-cols-3">
            {listPlans().map(({ id, limits }) => (
              <PlanLimitsForm
                key={id}
                planId={id}
                title={t("plan", { name: plans(id) })}
                limits={changedPlans?.[id] ?? limits}
              />
            ))}
          </div>
        </Card>
        <Card title={watching("concurrency.title")}>
          <ConcurrencyForm concurrency={concurrency?.concurrency ?? env().WORKER_CONCURRENCY} />
        </Card>
        <Card title={watching("thresholds.title")} description={watching("thresholds.description")}>
          <ThresholdForm thresholds={thresholds} />
        </Card>
      </div>
    </>
  );
}
