import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TenantTable } from "@/components/operators/tenant-table";
import { GraceForm } from "@/components/tenants/grace-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchForm } from "@/components/ui/search-form";
import { readGraceDays } from "@/lib/arrears/queries";
import { requireOperator } from "@/lib/auth/require";
import { listTenants } from "@/lib/operators/queries";
import { tenantFilterSchema } from "@/lib/operators/schema";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator.tenants");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function OperatorTenantsPage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = tenantFilterSchema.parse(await readPageQuery(searchParams));
  const [page, graceDays, t] = await Promise.all([
    listTenants(operator, filter),
    readGraceDays(),
    getTranslations("operator.tenants"),
  ]);
  const href = (after?: string) => {
    const query = new URLSearchParams({
      ...(filter.q && { q: filter.q }),
      ...(after && { after }),
    });
    return `${paths.operatorTenants}?${query}`;
  };
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="mb-4">
        <SearchForm
          action={paths.operatorTenants}
          label={t("searchLabel")}
          placeholder={t("search")}
          defaultValue={filter.q}
        />
      </div>
      <Card isFlush>
        <TenantTable rows={page.rows} isFiltered={filter.q !== ""} />
        <Pagination
          prevHref={filter.after ? href() : null}
          nextHref={page.next && href(page.next)}
        />
      </Card>
      <Card title={t("grace.title")} description={t("grace.description")} className="mt-5 max-w-xl">
        <GraceForm days={graceDays} />
      </Card>
    </>
  );
}
