import { useLocale, useTranslations } from "next-intl";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { ReasonCount } from "@/lib/delivery-tallies/queries";
import { formatNumber } from "@/lib/format";
import { reasonKey } from "@/lib/history/rules";
import { codeText } from "./code-text";
import { logHref } from "./list-address";
import { reasonText } from "./reason-text";

type Props = { id: string; reasons: readonly ReasonCount[]; canReadLog: boolean };

/** Who was left out or not reached, by reason. */
export function MissedTable({ id, reasons, canReadLog }: Props) {
  const t = useTranslations("deliveries");
  const sending = useTranslations("sending");
  const tables = useTranslations("historyTables");
  const locale = useLocale();
  const columns: Column<ReasonCount>[] = [
    {
      id: "state",
      header: t("state"),
      isRowHeader: true,
      render: ({ state }) =>
        canReadLog ? (
          <TextLink href={logHref(id, { view: state })}>{t(`recipientStates.${state}`)}</TextLink>
        ) : (
          t(`recipientStates.${state}`)
        ),
    },
    {
      id: "reason",
      header: t("log.reason"),
      render: (row) => {
        const text = row.reason ? reasonText(sending, row.reason) : t("none");
        const href = logHref(id, { view: row.state, reason: reasonKey(row) });
        return canReadLog ? <TextLink href={href}>{text}</TextLink> : text;
      },
    },
    {
      id: "code",
      header: tables("code"),
      render: ({ code }) => (code ? codeText(tables, code) : t("none")),
    },
    {
      id: "count",
      header: t("log.count"),
      align: "end",
      render: ({ count }) => formatNumber(count, locale),
    },
  ];
  return (
    <Table caption={t("missed.title")} columns={columns} rows={reasons} getRowId={reasonKey} />
  );
}
