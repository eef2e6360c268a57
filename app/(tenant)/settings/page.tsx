import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TenantForm } from "@/components/tenants/tenant-form";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { getTenant } from "@/lib/tenants/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title") };
}

export default async function SettingsPage() {
  const ctx = await requireTenant();
  const tenant = await getTenant(ctx);
  const t = await getTranslations("settings");
  const endings = await getTranslations("endings");
  const { name, legalName, postalAddress, complaintContact } = tenant;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex max-w-3xl flex-col gap-5">
        <Card title={t("contract")}>
          <DescriptionList
            columns={2}
            items={[
              { term: t("accountId"), value: tenant.accountId },
              { term: t("plan"), value: t("planName", { plan: tenant.planId }) },
              { term: t("storageRegion"), value: tenant.storageRegion },
              { term: t("createdAt"), value: <DateTime value={tenant.createdAt} /> },
              {
                term: t("responsibility"),
                value: <TextLink href={paths.responsibility}>{t("responsibilityLink")}</TextLink>,
              },
              ...(can(ctx, "contract:end")
                ? [
                    {
                      term: endings("link"),
                      value: <TextLink href={paths.contractEnding}>{endings("linkText")}</TextLink>,
                    },
                  ]
                : []),
            ]}
          />
        </Card>
        <Card title={t("profile")} description={t("profileHint")}>
          <TenantForm
            tenant={{ name, legalName, postalAddress, complaintContact }}
            isReadOnly={!can(ctx, "settings:write")}
          />
        </Card>
      </div>
    </>
  );
}
