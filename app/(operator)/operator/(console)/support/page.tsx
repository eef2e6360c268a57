import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SupportTable, SupportTabs, supportHref } from "@/components/support/support-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { requireOperator } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { supportFilterSchema } from "@/lib/support/schema";
import { listAllSupportRequests } from "@/lib/support-desk/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorSupport");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function OperatorSupportPage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = supportFilterSchema.parse(await readPageQuery(searchParams));
  const page = await listAllSupportRequests(operator, filter);
  const t = await getTranslations("operatorSupport");
  const href = (after?: string) => supportHref(paths.operatorSupport, filter.state, after);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <SupportTabs base={paths.operatorSupport} state={filter.state} />
      <Card isFlush>
        <SupportTable rows={page.rows} isFiltered />
        <Pagination
          prevHref={filter.after ? href() : null}
          nextHref={page.next && href(page.next)}
        />
      </Card>
    </>
  );
}
