import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionPolicyForm } from "@/components/session-policies/session-policy-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { getSessionPolicy } from "@/lib/session-policies/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sessions");
  return { title: t("title") };
}

export default async function SessionSettingsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "settings:write");
  const [policy, t, settings] = await Promise.all([
    getSessionPolicy(ctx),
    getTranslations("sessions"),
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
        <SessionPolicyForm policy={policy} />
      </Card>
    </>
  );
}
