import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StorageRegion } from "@/components/tenants/storage-region";
import { TenantForm } from "@/components/tenants/tenant-form";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
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
  const sending = await getTranslations("sendingSettings");
  const sessions = await getTranslations("sessions");
  const policy = await getTranslations("factors.policy");
  const limits = await getTranslations("limits");
  const networks = await getTranslations("networks");
  const endings = await getTranslations("endings");
  const billing = await getTranslations("billing");
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
              {
                term: limits("link"),
                value: <TextLink href={paths.settingsLimits}>{limits("linkText")}</TextLink>,
              },
              {
                term: t("responsibility"),
                value: <TextLink href={paths.responsibility}>{t("responsibilityLink")}</TextLink>,
              },
              ...(can(ctx, "audit:read")
                ? [
                    {
                      term: t("isolation"),
                      value: <TextLink href={paths.isolation}>{t("isolationLink")}</TextLink>,
                    },
                  ]
                : []),
              ...(can(ctx, "settings:write")
                ? [
                    {
                      term: t("noticeChannels"),
                      value: (
                        <TextLink href={paths.settingsChatwork}>{t("noticeChannelsLink")}</TextLink>
                      ),
                    },
                  ]
                : []),
              ...(can(ctx, "billing:read")
                ? [
                    {
                      term: billing("link"),
                      value: <TextLink href={paths.billing}>{billing("linkText")}</TextLink>,
                    },
                  ]
                : []),
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
        {can(ctx, "access:write") && (
          <Card title={t("access")} description={t("accessHint")}>
            <TextLink href={paths.signOnSettings}>{t("signOnLink")}</TextLink>
          </Card>
        )}
        {can(ctx, "access:write") && (
          <Card title={networks("title")} description={networks("description")}>
            <TextLink href={paths.networkSettings}>{networks("open")}</TextLink>
          </Card>
        )}
        {can(ctx, "settings:write") && (
          <Card title={sending("title")} description={sending("cardHint")}>
            <TextLink href={paths.sendingSettings}>{sending("open")}</TextLink>
          </Card>
        )}
        {can(ctx, "settings:write") && (
          <Card title={sessions("title")} description={sessions("description")}>
            <TextLink href={paths.sessionSettings}>{sessions("open")}</TextLink>
          </Card>
        )}
        {can(ctx, "settings:write") && (
          <Card title={policy("title")} description={policy("description")}>
            <TextLink href={paths.settingsSecondStep}>{policy("link")}</TextLink>
          </Card>
        )}
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
