import { Pencil, ShieldX, Trash2 } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AddressFacts } from "@/components/addresses/address-facts";
import { AddressHistory } from "@/components/addresses/address-history";
import { AddressSuppression } from "@/components/addresses/address-suppression";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { eraseAddressAction } from "@/lib/address-erasures/actions";
import { listAddressHistory } from "@/lib/address-history/queries";
import { historyPlaceSchema } from "@/lib/address-history/schema";
import { deleteAddressAction } from "@/lib/addresses/actions";
import { type AddressDetail, getAddress } from "@/lib/addresses/queries";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata() {
  const t = await getTranslations("addresses");
  return { title: t("title") };
}

type PageProps = {
  params: Promise<{ id: string }>;
  searchParams: PageSearch;
};

export default async function AddressPage({ params, searchParams }: PageProps) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:read");
  const address = await orNotFound(getAddress(ctx, (await params).id));
  const place = historyPlaceSchema.parse(await readPageQuery(searchParams));
  const [attributes, history] = await Promise.all([
    listAttributes(ctx, "address"),
    can(ctx, "history:read") ? listAddressHistory(ctx, address.id, place) : null,
  ]);
  const t = await getTranslations("addresses");
  const canWrite = can(ctx, "addresses:write");
  return (
    <>
      <PageHeader
        title={<span className="break-all">{address.email}</span>}
        breadcrumbs={[{ href: paths.addresses, label: t("title") }, { label: address.email }]}
        actions={canWrite && <Actions address={address} canErase={!ctx.tagScope} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[2fr_1fr]">
        <div className="flex min-w-0 flex-col gap-4">
          <AddressFacts address={address} attributes={attributes} />
          {history && <AddressHistory addressId={address.id} history={history} />}
        </div>
        <AddressSuppression address={address} canWrite={canWrite} />
      </div>
    </>
  );
}

type ActionsProps = { address: AddressDetail; canErase: boolean };

async function Actions({ address: { id, email }, canErase }: ActionsProps) {
  const t = await getTranslations("addresses");
  return (
    <>
      {canErase && (
        <ConfirmDialog
          trigger={<Button icon={<ShieldX />}>{t("erase")}</Button>}
          title={t("eraseTitle")}
          confirmLabel={t("eraseConfirm")}
          confirmText={t("eraseWord")}
          successMessage={t("erased")}
          successHref={paths.addresses}
          action={eraseAddressAction.bind(null, { id })}
        >
          <p>{t("eraseBody", { email })}</p>
          <p className="mt-2 text-muted">{t("eraseAudit")}</p>
        </ConfirmDialog>
      )}
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
