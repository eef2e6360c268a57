import { useLocale, useTranslations } from "next-intl";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { DomainCounts, DomainRow, OtherDomains } from "@/lib/delivery-tallies/queries";
import { formatNumber, formatPercent } from "@/lib/format";
import { logHref } from "./list-address";

type Props = {
  id: string;
  domains: readonly DomainRow[];
  others: OtherDomains | null;
  canReadLog: boolean;
};
type Row = DomainCounts & { domain: string | null };

/** What became of the mails at each receiving domain, those with the most recipients first. */
export function DomainTable({ id, domains, others, canReadLog }: Props) {
  const t = useTranslations("historyTables");
  const deliveries = useTranslations("deliveries");
  const totals = useTranslations("deliveryTotals");
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const share = (part: number, whole: number) =>
    whole > 0 ? formatPercent(part / whole, locale) : deliveries("none");
  const rows: Row[] = [...domains, ...(others ? [{ ...others, domain: null }] : [])];
  const counted = (key: keyof DomainCounts, header: string): Column<Row> => ({
    id: key,
    header,
    align: "end",
    render: (row) => number(row[key]),
  });
  const rated = (key: "delivered" | "opened" | "clicked", header: string): Column<Row> => ({
    id: key,
    header,
    align: "end",
    render: (row) =>
      totals("countAndShare", {
        count: number(row[key]),
        share: share(row[key], key === "delivered" ? row.sent : row.delivered),
      }),
  });
  const columns: Column<Row>[] = [
    {
      id: "domain",
      header: t("domain"),
      isRowHeader: true,
      render: ({ domain }) => {
        if (domain === null) return t("others", { count: others?.domains ?? 0 });
        const href = logHref(id, { view: "all", domain });
        return canReadLog ? <TextLink href={href}>{domain}</TextLink> : domain;
      },
    },
    counted("sent", t("sent")),
    rated("delivered", deliveries("recipientStates.delivered")),
    counted("bounced", deliveries("recipientStates.bounced")),
    counted("complained", t("complained")),
    rated("opened", deliveries("marks.opened")),
    rated("clicked", deliveries("marks.clicked")),
  ];
  return (
    <Table
      caption={t("domains")}
      columns={columns}
      rows={rows}
      getRowId={({ domain }) => domain ?? "@"}
    />
  );
}
