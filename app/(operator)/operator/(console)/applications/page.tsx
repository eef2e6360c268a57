import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OpenApplicationTable } from "@/components/application-desk/open-application-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Tabs } from "@/components/ui/tabs";
import { listApplications } from "@/lib/application-desk/queries";
import { applicationFilterSchema } from "@/lib/application-desk/schema";
import { requireOperator } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorRecords.applications");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function OperatorApplicationsPage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = applicationFilterSchema.parse(await readPageQuery(searchParams));
  const { applications, after } = await listApplications(operator, filter);
  const t = await getTranslations("operatorRecords.applications");
  const href = (show: string, from = "") =>
    `${paths.operatorApplications}?show=${show}${from && `&after=${from}`}`;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Tabs
        label={t("title")}
        items={(["open", "stuck"] as const).map((show) => ({
          href: href(show),
          label: t(`show.${show}`),
          isCurrent: filter.show === show,
        }))}
      />
      <Card isFlush>
        <OpenApplicationTable
          applications={applications}
          empty={t(filter.show === "stuck" ? "emptyStuck" : "empty")}
        />
      </Card>
      <Pagination nextHref={after && href(filter.show, after)} />
    </>
  );
}
