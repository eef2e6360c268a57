import { Pencil, Trash2 } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AddressDeliveries } from "@/components/addresses/address-deliveries";
import { AddressFacts } from "@/components/addresses/address-facts";
import { AddressSuppression } from "@/components/addresses/address-suppression";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { deleteAddressAction } from "@/lib/addresses/actions";
import { type AddressDetail, getAddress, listAddressDeliveries } from "@/lib/addresses/queries";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata() {
  const t = await getTranslations("addresses");
  return { title: t("title") };
}

export default async function AddressPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:read");
  const address = await orNotFound(getAddress(ctx, (await params).id));
  const [attributes, deliveries] = await Promise.all([
    listAttributes(ctx, "address"),
    can(ctx, "history:read") ? listAddressDeliveries(ctx, address.id) : null,
  ]);
  const t = await getTranslations("addresses");
  const canWrite = can(ctx, "addresses:write");
  return (
    <>
      <PageHeader
        title={<span className="break-all">{address.email}</span>}
        breadcrumbs={[{ href: paths.addresses, label: t("title") }, { label: address.email }]}
        actions={canWrite && <Actions address={address} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <AddressFacts address={address} attributes={attributes} />
          {deliveries && <AddressDeliveries deliveries={deliveries} />}
        </div>
        <AddressSuppression address={address} canWrite={canWrite} />
      </div>
    </>
  );
}

async function Actions({ address: { id, email } }: { address: AddressDetail }) {
  const t = await getTranslations("addresses");
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button variant="danger" icon={<Trash2 />}>
            {t("delete")}
          </Button>
        }
        title={t("deleteTitle")}
        confirmLabel={t("deleteConfirm")}
        successMessage={t("deleted")}
        successHref={paths.addresses}
        action={deleteAddressAction.bind(null, { id })}
      >
        {t("deleteBody", { email })}
      </ConfirmDialog>
      <LinkButton href={paths.addressEdit(id)} icon={<Pencil />}>
        {t("edit")}
      </LinkButton>
    </>
  );
}
