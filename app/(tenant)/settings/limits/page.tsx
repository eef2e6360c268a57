import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DailyLimit, PlanLimits } from "@/components/tenants/limits-view";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { readQuotas } from "@/lib/quotas/queries";
import { findRamp } from "@/lib/ramp-up/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("limits");
  return { title: t("title") };
}

export default async function LimitsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "notices:read");
  const [{ limits, used }, ramp, t, settings] = await Promise.all([
    readQuotas(ctx),
    findRamp(ctx),
    getTranslations("limits"),
    getTranslations("settings"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }]}
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <PlanLimits limits={limits} used={used} />
        <DailyLimit ramp={ramp} />
      </div>
    </>
  );
}
