import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ErrorTable } from "@/components/records/error-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchForm } from "@/components/ui/search-form";
import { requireOperator } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listServiceErrors } from "@/lib/service-errors/queries";
import { errorFilterSchema } from "@/lib/service-errors/schema";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorRecords.logs");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function OperatorLogsPage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = errorFilterSchema.parse(await readPageQuery(searchParams));
  const { errors, after } = await listServiceErrors(operator, filter);
  const t = await getTranslations("operatorRecords.logs");
  const next = after && new URLSearchParams({ search: filter.search, after });
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <SearchForm
        action={paths.operatorLogs}
        label={t("search")}
        name="search"
        defaultValue={filter.search}
        placeholder={t("placeholder")}
      />
      <Card isFlush className="mt-4">
        <ErrorTable errors={errors} empty={t(filter.search ? "notFound" : "empty")} />
      </Card>
      <Pagination nextHref={next && `${paths.operatorLogs}?${next}`} />
    </>
  );
}
