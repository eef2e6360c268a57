import { getTranslations } from "next-intl/server";
import { AddressForm } from "@/components/addresses/address-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("addresses");
  return { title: t("newTitle") };
}

export default async function NewAddressPage() {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:write");
  await allow(ctx, "addresses:read");
  const [attributes, tags] = await Promise.all([
    listAttributes(ctx, "address"),
    can(ctx, "tags:read") ? listTags(ctx) : [],
  ]);
  const t = await getTranslations("addresses");
  return (
    <>
      <PageHeader
        title={t("newTitle")}
        breadcrumbs={[{ href: paths.addresses, label: t("title") }, { label: t("newTitle") }]}
      />
      <Card>
        <AddressForm attributes={attributes} tags={tags} canCreateTags={can(ctx, "tags:write")} />
      </Card>
    </>
  );
}
