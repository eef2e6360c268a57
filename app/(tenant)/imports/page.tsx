import { getTranslations } from "next-intl/server";
import { ImportTable } from "@/components/imports/import-table";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { listImports } from "@/lib/imports/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Props = { searchParams: PageSearch };

export async function generateMetadata() {
  return { title: (await getTranslations("imports"))("title") };
}

export default async function ImportsPage({ searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:import");
  const from = (await readPageQuery(searchParams)).after;
  const { imports, after } = await listImports(ctx, from ? { after: from } : {});
  const t = await getTranslations("imports");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <LinkButton href={paths.newImport} variant="primary">
            {t("new")}
          </LinkButton>
        }
      />
      <Card isFlush>
        <ImportTable imports={imports} />
      </Card>
      <Pagination nextHref={after && `${paths.imports}?after=${after}`} />
    </>
  );
}
