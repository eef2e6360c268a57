import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NetworkPolicyForm } from "@/components/networks/network-policy-form";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { getNetworkPolicy } from "@/lib/networks/queries";
import { networksText } from "@/lib/networks/rules";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("networks");
  return { title: t("title") };
}

export default async function NetworkSettingsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "access:write");
  const [{ isOn, networks }, t, settings] = await Promise.all([
    getNetworkPolicy(ctx),
    getTranslations("networks"),
    getTranslations("settings"),
  ]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }, { label: t("title") }]}
      />
      <Card className="max-w-2xl">
        <div className="flex flex-col gap-5">
          <DescriptionList items={[{ term: t("current"), value: ctx.request.ip ?? "" }]} />
          <NetworkPolicyForm isOn={isOn} ranges={networksText(networks)} />
        </div>
      </Card>
    </>
  );
}
