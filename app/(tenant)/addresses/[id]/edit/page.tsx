import { getTranslations } from "next-intl/server";
import { AddressForm } from "@/components/addresses/address-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getAddress } from "@/lib/addresses/queries";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("addresses");
  return { title: t("editTitle") };
}

export default async function EditAddressPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:write");
  const address = await orNotFound(getAddress(ctx, (await params).id));
  const [attributes, tags] = await Promise.all([
    listAttributes(ctx, "address"),
    can(ctx, "tags:read") ? listTags(ctx) : address.tags,
  ]);
  const t = await getTranslations("addresses");
  return (
    <>
      <PageHeader
        title={t("editTitle")}
        breadcrumbs={[
          { href: paths.addresses, label: t("title") },
          { href: paths.address(address.id), label: address.email },
          { label: t("editTitle") },
        ]}
      />
      <Card>
        <AddressForm
          address={address}
          attributes={attributes}
          tags={tags}
          canCreateTags={can(ctx, "tags:write")}
        />
      </Card>
    </>
  );
}
