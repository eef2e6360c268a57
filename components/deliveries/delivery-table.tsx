import { useLocale, useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DeliverySummary } from "@/lib/deliveries/queries";
import { formatNumber, formatPercent } from "@/lib/format";
import { AudienceLabel } from "./audience-label";
import { DeliveryRowState, deliveryHref } from "./delivery-row";

export function DeliveryTable({ deliveries }: { deliveries: readonly DeliverySummary[] }) {
  const t = useTranslations("deliveries");
  const locale = useLocale();
  const share = (part: number, whole: number) =>
    whole > 0 ? formatPercent(part / whole, locale) : t("none");
  const columns: Column<DeliverySummary>[] = [
    {
      id: "name",
      header: t("name"),
      isRowHeader: true,
      render: (row) => (
        <div className="min-w-0">
          <TextLink href={deliveryHref(row)}>{row.name}</TextLink>
          <p className="truncate font-normal text-muted text-xs sm:max-w-72">{row.subject}</p>
        </div>
      ),
    },
    { id: "state", header: t("state"), render: (row) => <DeliveryRowState row={row} /> },
    {
      id: "audience",
      header: t("to"),
      hideBelow: "lg",
      render: (row) => <AudienceLabel audience={row.audience} />,
    },
    { id: "at", header: t("at"), render: (row) => <DateTime value={row.at} /> },
    {
      id: "recipients",
      header: t("recipients"),
      align: "end",
      render: ({ totals }) =>
        totals.audience > 0 ? formatNumber(totals.audience, locale) : t("none"),
    },
    {
      id: "delivered",
      header: t("deliveredRate"),
      align: "end",
      render: ({ totals }) => share(totals.delivered, totals.sent),
    },
    {
      id: "opened",
      header: t("openedRate"),
      align: "end",
      hideBelow: "md",
      render: ({ totals }) => share(totals.opened, totals.delivered),
    },
    {
      id: "bounced",
      header: t("bounced"),
      align: "end",
      hideBelow: "md",
      render: ({ totals }) =>
        totals.audience > 0 ? formatNumber(totals.bounced, locale) : t("none"),
    },
  ];
  return (
    <Table
      caption={t("title")}
      columns={columns}
      rows={deliveries}
      getRowId={(row) => row.id}
      getRowLabel={(row) => row.name}
      isSelectable
    />
  );
}
