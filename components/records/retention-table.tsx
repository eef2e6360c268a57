import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import { formatNumber } from "@/lib/format";
import type { RetentionRow } from "@/lib/retention/queries";

export function RetentionTable({ rows }: { rows: readonly RetentionRow[] }) {
  const t = useTranslations("operatorRecords.retention");
  const locale = useLocale();
  return (
    <Table
      caption={t("title")}
      rows={rows}
      getRowId={({ kind }) => kind}
      columns={[
        {
          id: "kind",
          header: t("kind"),
          isRowHeader: true,
          render: ({ kind }) => (
            <span className="flex max-w-96 flex-col gap-0.5">
              {t(`kinds.${kind}`)}
              <span className="font-normal text-muted text-xs">{t(`whys.${kind}`)}</span>
            </span>
          ),
        },
        {
          id: "days",
          header: t("days"),
          align: "end",
          render: ({ days }) =>
            days >= 3 * 366
              ? t("yearCount", { years: days / 366 })
              : t("dayCount", { days: formatNumber(days, locale) }),
        },
        { id: "last", header: t("last"), render: (row) => <LastRun row={row} /> },
        {
          id: "removed",
          header: t("removed"),
          align: "end",
          render: ({ last }) => (last ? formatNumber(last.removed, locale) : "–"),
        },
        {
          id: "month",
          header: t("month"),
          align: "end",
          hideBelow: "md",
          render: ({ removedOfMonth }) => formatNumber(removedOfMonth, locale),
        },
      ]}
    />
  );
}

function LastRun({ row: { last } }: { row: RetentionRow }) {
  const t = useTranslations("operatorRecords.retention");
  if (!last) return t("never");
  return (
    <span className="flex flex-col gap-1">
      <DateTime value={last.startedAt} />
      {last.error && <StatusBadge tone="danger">{t("failed")}</StatusBadge>}
    </span>
  );
}
