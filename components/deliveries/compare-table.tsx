import { useLocale, useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ComparedDelivery } from "@/lib/delivery-totals/queries";
import { formatNumber, formatPercent } from "@/lib/format";
import { paths } from "@/lib/paths";

/** Deliveries side by side, with counts and the shares that make them comparable. */
export function CompareTable({ rows }: { rows: readonly ComparedDelivery[] }) {
  const t = useTranslations("deliveries");
  const totals = useTranslations("deliveryTotals");
  const locale = useLocale();
  const part = (
    header: string,
    key: "delivered" | "opened" | "clicked" | "bounced" | "complained",
  ) => {
    const whole = key === "delivered" || key === "bounced" ? "sent" : "delivered";
    const column: Column<ComparedDelivery> = {
      id: key,
      header,
      align: "end",
      render: (row) =>
        totals("countAndShare", {
          count: formatNumber(row[key], locale),
          share: row[whole] > 0 ? formatPercent(row[key] / row[whole], locale) : t("none"),
        }),
    };
    return column;
  };
  const columns: Column<ComparedDelivery>[] = [
    {
      id: "name",
      header: t("name"),
      isRowHeader: true,
      render: ({ id, name, subject }) => (
        <div className="min-w-0">
          <TextLink href={paths.delivery(id)}>{name}</TextLink>
          <p className="truncate font-normal text-muted text-xs sm:max-w-60">{subject}</p>
        </div>
      ),
    },
    {
      id: "startedAt",
      header: t("startedAt"),
      render: ({ startedAt }) => (startedAt ? <DateTime value={startedAt} /> : t("none")),
    },
    {
      id: "audience",
      header: t("recipients"),
      align: "end",
      render: ({ audience }) => formatNumber(audience, locale),
    },
    part(t("recipientStates.delivered"), "delivered"),
    part(t("marks.opened"), "opened"),
    part(t("marks.clicked"), "clicked"),
    part(t("recipientStates.bounced"), "bounced"),
    part(t("marks.complained"), "complained"),
  ];
  return (
    <Table
      caption={totals("compareTitle")}
      columns={columns}
      rows={rows}
      getRowId={({ id }) => id}
    />
  );
}
