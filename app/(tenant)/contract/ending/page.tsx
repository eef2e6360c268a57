import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CancelContractForm } from "@/components/endings/cancel-contract-form";
import { CurrentEnding } from "@/components/endings/current-ending";
import { EndingSteps } from "@/components/endings/ending-steps";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { jstDay } from "@/lib/backups/rules";
import { countPlannedDeliveries, findEnding } from "@/lib/endings/queries";
import { paths } from "@/lib/paths";
import { getTenant } from "@/lib/tenants/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("endings");
  return { title: t("title") };
}

export default async function ContractEndingPage() {
  const ctx = await requireTenant();
  await allow(ctx, "contract:end");
  const [tenant, ending, planned, t, settings] = await Promise.all([
    getTenant(ctx),
    findEnding(ctx),
    countPlannedDeliveries(ctx),
    getTranslations("endings"),
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
        {ending ? (
          <CurrentEnding ending={ending} />
        ) : (
          <>
            <EndingSteps planned={planned} />
            <Card title={t("form")}>
              <CancelContractForm name={tenant.name} today={jstDay(new Date())} />
            </Card>
          </>
        )}
      </div>
    </>
  );
}
