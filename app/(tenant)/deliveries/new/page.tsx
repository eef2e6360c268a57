import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewDeliveryForm } from "@/components/deliveries/new-delivery-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("new.title") };
}

export default async function NewDeliveryPage() {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:write");
  const t = await getTranslations("deliveries");
  return (
    <>
      <PageHeader
        title={t("new.title")}
        description={t("new.description")}
        breadcrumbs={[{ href: paths.deliveries, label: t("title") }, { label: t("new.title") }]}
      />
      <Card className="max-w-xl">
        <NewDeliveryForm />
      </Card>
    </>
  );
}
