import { Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { GroupList } from "@/components/groups/group-list";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { listGroupsWithCounts } from "@/lib/group-counts/queries";
import { listGroupDeliveries } from "@/lib/groups/queries";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("groups");
  return { title: t("title") };
}

export default async function GroupsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "groups:read");
  const [groups, tags] = await Promise.all([
    listGroupsWithCounts(ctx),
    can(ctx, "tags:read") ? listTags(ctx) : [],
  ]);
  const deliveries = await listGroupDeliveries(
    ctx,
    groups.map(({ expression }) => expression),
  );
  const t = await getTranslations("groups");
  const canWrite = can(ctx, "groups:write");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          canWrite && (
            <LinkButton href={paths.newGroup} variant="primary" icon={<Plus />}>
              {t("new")}
            </LinkButton>
          )
        }
      />
      <Card isFlush>
        <GroupList groups={groups} tags={tags} deliveries={deliveries} canWrite={canWrite} />
      </Card>
    </>
  );
}
