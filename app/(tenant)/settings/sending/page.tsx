import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SendingSettingsForm } from "@/components/sending-settings/sending-settings-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { getSendingSettings } from "@/lib/sending-settings/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sendingSettings");
  return { title: t("title") };
}

export default async function SendingSettingsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "settings:write");
  const [current, t, settings] = await Promise.all([
    getSendingSettings(ctx),
    getTranslations("sendingSettings"),
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
        <SendingSettingsForm settings={current} />
      </Card>
    </>
  );
}
