import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactForm } from "@/components/support/contact-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { findSupportContact } from "@/lib/support/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("support");
  return { title: t("contact") };
}

export default async function SupportContactPage() {
  const ctx = await requireTenant();
  await allow(ctx, "settings:write");
  const contact = await findSupportContact(ctx);
  const t = await getTranslations("support");
  const { chatworkId = "", chatworkName = "", person = "" } = contact ?? {};
  return (
    <>
      <PageHeader
        title={t("contact")}
        description={t("contactDescription")}
        breadcrumbs={[{ href: paths.support, label: t("title") }]}
      />
      <div className="max-w-3xl">
        <Card>
          <ContactForm contact={{ chatworkId, chatworkName, person }} />
        </Card>
      </div>
    </>
  );
}
