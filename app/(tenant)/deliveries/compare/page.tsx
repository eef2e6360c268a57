import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CompareTable } from "@/components/deliveries/compare-table";
import { comparisonHref } from "@/components/deliveries/list-address";
import { TableExport } from "@/components/deliveries/table-export";
import { Card } from "@/components/ui/card";
import { BarChart } from "@/components/ui/charts/bar-chart";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { compareDeliveries } from "@/lib/delivery-totals/queries";
import { compareSchema } from "@/lib/delivery-totals/schema";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Props = { searchParams: PageSearch };

const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveryTotals");
  return { title: t("compareTitle") };
}

export default async function CompareDeliveriesPage({ searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const rows = await compareDeliveries(
    ctx,
    compareSchema.parse((await readPageQuery(searchParams)).ids),
  );
  const t = await getTranslations("deliveryTotals");
  const deliveries = await getTranslations("deliveries");
  const breadcrumbs = [
    { href: paths.deliveries, label: deliveries("title") },
    { label: t("compareTitle") },
  ];
  if (rows.length === 0)
    return (
      <>
        <PageHeader title={t("compareTitle")} breadcrumbs={breadcrumbs} />
        <Card>
          <EmptyState
            title={t("nothing")}
            description={t("nothingHint")}
            action={<LinkButton href={paths.deliveries}>{t("back")}</LinkButton>}
          />
        </Card>
      </>
    );
  return (
    <>
      <PageHeader
        title={t("compareTitle")}
        description={t("compareHint")}
        breadcrumbs={breadcrumbs}
        actions={
          can(ctx, "history:export") && (
            <TableExport
              name={t("compareTitle")}
              hrefOf={(encoding) =>
                comparisonHref(
                  rows.map(({ id }) => id),
                  encoding,
                )
              }
            />
          )
        }
      />
      <div className="flex flex-col gap-5">
        <Card title={t("shares")}>
          <BarChart
            title={t("shares")}
            unit="percent"
            data={rows.map(({ name, sent, delivered, opened, clicked, bounced }) => ({
              label: name,
              delivered: share(delivered, sent),
              opened: share(opened, delivered),
              clicked: share(clicked, delivered),
              bounced: share(bounced, sent),
            }))}
            series={[
              { key: "delivered", label: deliveries("recipientStates.delivered"), tone: "success" },
              { key: "opened", label: deliveries("marks.opened"), tone: "accent" },
              { key: "clicked", label: deliveries("marks.clicked"), tone: "info" },
              { key: "bounced", label: deliveries("recipientStates.bounced"), tone: "danger" },
            ]}
          />
        </Card>
        <Card isFlush>
          <CompareTable rows={rows} />
        </Card>
      </div>
    </>
  );
}
