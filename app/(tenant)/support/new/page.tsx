import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AskForm } from "@/components/support/ask-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("support");
  return { title: t("newTitle") };
}

export default async function NewSupportPage() {
  await allow(await requireTenant(), "support:use");
  const t = await getTranslations("support");
  return (
    <>
      <PageHeader
        title={t("newTitle")}
        description={t("newDescription")}
        breadcrumbs={[{ href: paths.support, label: t("title") }]}
      />
      <div className="max-w-3xl">
        <Card>
          <AskForm />
        </Card>
      </div>
    </>
  );
}
