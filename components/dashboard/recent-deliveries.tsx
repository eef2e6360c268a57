import { Send } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { DeliveryStateBadge } from "@/components/deliveries/delivery-state";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Dashboard } from "@/lib/dashboard/queries";
import { formatNumber, formatPercent } from "@/lib/format";
import { paths } from "@/lib/paths";

export function RecentDeliveries({ deliveries }: { deliveries: Dashboard["recent"] }) {
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
          render: ({ id, name }) => <TextLink href={paths.delivery(id)}>{name}</TextLink>,
        },
        {
          id: "state",
          header: columns("state"),
          width: "8rem",
          render: ({ state }) => <DeliveryStateBadge state={state} />,
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
          render: ({ audience }) => formatNumber(audience, locale),
        },
        {
          id: "delivered",
          header: columns("delivered"),
          align: "end",
          render: ({ audience, delivered }) =>
            audience > 0 ? formatPercent(delivered / audience, locale, 1) : t("noRate"),
        },
      ]}
    />
  );
}
