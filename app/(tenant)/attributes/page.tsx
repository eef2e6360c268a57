import { getTranslations } from "next-intl/server";
import { AttributeList } from "@/components/attributes/attribute-list";
import { NewAttributeDialog } from "@/components/attributes/new-attribute-dialog";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata() {
  const t = await getTranslations("attributes");
  return { title: t("title") };
}

export default async function AttributesPage({ searchParams }: { searchParams: PageSearch }) {
  const ctx = await requireTenant();
  await allow(ctx, "attributes:write");
  const subject = (await readPageQuery(searchParams)).subject === "user" ? "user" : "address";
  const attributes = await listAttributes(ctx, subject);
  const t = await getTranslations("attributes");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<NewAttributeDialog key={subject} subject={subject} />}
      />
      <Tabs
        label={t("tabs")}
        items={[
          {
            href: paths.attributes,
            label: t("subjects.address"),
            isCurrent: subject === "address",
          },
          {
            href: `${paths.attributes}?subject=user`,
            label: t("subjects.user"),
            isCurrent: subject === "user",
          },
        ]}
      />
      <Card isFlush>
        <AttributeList attributes={attributes} />
      </Card>
    </>
  );
}
