import { getTranslations } from "next-intl/server";
import { GroupForm } from "@/components/groups/group-form";
import { GroupPreviewCard } from "@/components/groups/group-preview";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { countGroup, previewGroup } from "@/lib/group-counts/queries";
import { getGroup, listGroupDeliveries } from "@/lib/groups/queries";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("groups");
  return { title: t("title") };
}

export default async function GroupPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "groups:read");
  const group = await orNotFound(getGroup(ctx, (await params).id));
  const canEdit = can(ctx, "groups:write") && can(ctx, "tags:read") && can(ctx, "addresses:read");
  const [preview, tags, attributes, deliveries] = await Promise.all([
    previewGroup(ctx, group),
    can(ctx, "tags:read") ? listTags(ctx) : [],
    canEdit ? listAttributes(ctx, "address") : [],
    listGroupDeliveries(ctx, [group.expression]),
  ]);
  const exact = preview.isEstimate ? countGroup(ctx, group).catch(() => null) : null;
  const known = { tags, deliveries, preview, exact };
  const t = await getTranslations("groups");
  return (
    <>
      <PageHeader
        title={group.name}
        description={canEdit ? undefined : group.description}
        breadcrumbs={[{ href: paths.groups, label: t("title") }, { label: group.name }]}
      />
      {canEdit ? (
        <GroupForm group={group} attributes={attributes} {...known} />
      ) : (
        <GroupPreviewCard expression={group.expression} {...known} />
      )}
    </>
  );
}
