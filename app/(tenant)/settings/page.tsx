import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SettingsLinks } from "@/components/tenants/settings-links";
import { StorageRegion } from "@/components/tenants/storage-region";
import { TenantForm } from "@/components/tenants/tenant-form";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { readRegions } from "@/lib/regions/queries";
import { getTenant } from "@/lib/tenants/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("title") };
}

export default async function SettingsPage() {
  const ctx = await requireTenant();
  const [tenant, regions] = await Promise.all([getTenant(ctx), readRegions()]);
  const t = await getTranslations("settings");
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
              { term: t("storageRegion"), value: <StorageRegion regions={regions} /> },
              { term: t("createdAt"), value: <DateTime value={tenant.createdAt} /> },
            ]}
          />
        </Card>
        <SettingsLinks permissions={ctx.permissions} />
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
