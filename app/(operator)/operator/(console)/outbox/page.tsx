import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EvidenceTable } from "@/components/outbox/evidence-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { Tabs } from "@/components/ui/tabs";
import { requireOperator } from "@/lib/auth/require";
import { listOutbox } from "@/lib/outbox/queries";
import { outboxFilterSchema } from "@/lib/outbox/schema";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-notices");
  return { title: t("outbox") };
}

type Props = { searchParams: PageSearch };

export default async function OutboxPage({ searchParams }: Props) {
  const operator = await requireOperator();
  const filter = outboxFilterSchema.parse(await readPageQuery(searchParams));
  const { messages, after } = await listOutbox(operator, filter);
  const t = await getTranslations("operator-notices");
  const href = (show: string, from = "") =>
    `${paths.operatorOutbox}?show=${show}${from && `&after=${from}`}`;
  return (
    <>
      <PageHeader title={t("outbox")} description={t("outboxDescription")} />
      <Tabs
        label={t("outbox")}
        items={(["problems", "all"] as const).map((show) => ({
          href: href(show),
          label: t(`show.${show}`),
          isCurrent: filter.show === show,
        }))}
      />
      <Card isFlush>
        <EvidenceTable rows={messages} hasTitle />
      </Card>
      <Pagination nextHref={after && href(filter.show, after)} />
    </>
  );
}
