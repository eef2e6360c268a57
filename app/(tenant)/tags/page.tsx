import { getTranslations } from "next-intl/server";
import { NewTagDialog } from "@/components/tags/new-tag-dialog";
import { TagList } from "@/components/tags/tag-list";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { listTagChoices } from "@/lib/preferences/queries";
import { listTagsWithCounts } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("tags");
  return { title: t("title") };
}

export default async function TagsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "tags:read");
  const [tags, choices] = await Promise.all([listTagsWithCounts(ctx), listTagChoices(ctx)]);
  const t = await getTranslations("tags");
  const canWrite = can(ctx, "tags:write");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={canWrite && <NewTagDialog />}
      />
      <Card isFlush>
        <TagList
          tags={tags}
          choices={choices}
          canWrite={canWrite}
          canOffer={canWrite && !ctx.tagScope}
        />
      </Card>
    </>
  );
}
