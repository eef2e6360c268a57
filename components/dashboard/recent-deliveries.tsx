import { Send } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { DeliveryRowState, deliveryHref } from "@/components/deliveries/delivery-row";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DeliverySummary } from "@/lib/deliveries/queries";
import { formatNumber, formatPercent } from "@/lib/format";

export function RecentDeliveries({ deliveries }: { deliveries: readonly DeliverySummary[] }) {
  const t = useTranslations("dashboard");
  const columns = useTranslations("dashboard.columns");
  const locale = useLocale();
  return (
    <Table
      caption={t("recentDeliveries")}
      rows={deliveries}
      getRowId={({ id }) => id}
      empty={
        <EmptyState
          icon={<Send />}
          title={t("noDeliveries")}
          description={t("noDeliveriesText")}
          isCompact
        />
      }
      columns={[
        {
          id: "name",
          header: columns("name"),
          isRowHeader: true,
          render: (row) => <TextLink href={deliveryHref(row)}>{row.name}</TextLink>,
        },
        {
          id: "state",
          header: columns("state"),
          width: "8rem",
          render: (row) => <DeliveryRowState row={row} />,
        },
        {
          id: "at",
          header: columns("at"),
          width: "10rem",
          render: ({ at }) => <DateTime value={at} />,
        },
        {
          id: "audience",
          header: columns("audience"),
          align: "end",
          render: ({ totals }) =>
            totals.audience > 0 ? formatNumber(totals.audience, locale) : t("noRate"),
        },
        {
          id: "delivered",
          header: columns("delivered"),
          align: "end",
          render: ({ totals: { delivered, sent } }) =>
            sent > 0 ? formatPercent(delivered / sent, locale) : t("noRate"),
        },
      ]}
    />
  );
}
