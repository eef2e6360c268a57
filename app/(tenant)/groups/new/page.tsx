import { getTranslations } from "next-intl/server";
import { GroupForm } from "@/components/groups/group-form";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { listGroupDeliveries } from "@/lib/groups/queries";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("groups");
  return { title: t("newTitle") };
}

export default async function NewGroupPage() {
  const ctx = await requireTenant();
  await allow(ctx, "groups:write");
  await allow(ctx, "tags:read");
  await allow(ctx, "addresses:read");
  const [tags, attributes, deliveries] = await Promise.all([
    listTags(ctx),
    listAttributes(ctx, "address"),
    listGroupDeliveries(ctx),
  ]);
  const t = await getTranslations("groups");
  return (
    <>
      <PageHeader
        title={t("newTitle")}
        breadcrumbs={[{ href: paths.groups, label: t("title") }, { label: t("newTitle") }]}
      />
      <GroupForm preview={null} tags={tags} attributes={attributes} deliveries={deliveries} />
    </>
  );
}
