import { useLocale, useTranslations } from "next-intl";
import { type Column, Table } from "@/components/ui/table";
import { formatNumber, formatPercent } from "@/lib/format";
import type { LinkClicks } from "@/lib/reactions/queries";

type Props = { links: readonly LinkClicks[]; delivered: number };

/** Which links of a delivery were followed, by how many recipients. */
export function LinkTable({ links, delivered }: Props) {
  const t = useTranslations("reactions");
  const locale = useLocale();
  const columns: Column<LinkClicks>[] = [
    {
      id: "url",
      header: t("url"),
      isRowHeader: true,
      render: ({ url }) => <span className="break-all font-normal">{url}</span>,
    },
    {
      id: "clicked",
      header: t("clicked"),
      align: "end",
      render: ({ clicked }) => formatNumber(clicked, locale),
    },
    {
      id: "share",
      header: t("share"),
      align: "end",
      render: ({ clicked }) => (delivered > 0 ? formatPercent(clicked / delivered, locale) : "–"),
    },
  ];
  return (
    <Table
      caption={t("links")}
      columns={columns}
      rows={links}
      getRowId={({ linkNo }) => String(linkNo)}
    />
  );
}
