import { BellOff } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { Alarm } from "@/lib/alarms/queries";
import { writeValue } from "@/lib/alarms/rules";

type AlarmTableProps = { caption: string; empty: string; alarms: readonly Alarm[] };

export function AlarmTable({ caption, empty, alarms }: AlarmTableProps) {
  const t = useTranslations("operator-watching");
  const locale = useLocale();
  return (
    <Table
      caption={caption}
      rows={alarms}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<BellOff />} title={empty} isCompact />}
      columns={[
        {
          id: "rule",
          header: t("alarms.rule"),
          isRowHeader: true,
          render: ({ rule, closedAt }) => (
            <StatusBadge tone={closedAt ? "neutral" : "danger"}>{t(`rules.${rule}`)}</StatusBadge>
          ),
        },
        {
          id: "subject",
          header: t("alarms.subject"),
          render: ({ subject }) => subject || t("service"),
        },
        {
          id: "value",
          header: t("alarms.value"),
          align: "end",
          render: ({ rule, value, threshold }) =>
            t("alarms.valueOf", {
              value: writeValue(rule, value, locale),
              threshold: writeValue(rule, threshold, locale),
            }),
        },
        {
          id: "openedAt",
          header: t("alarms.openedAt"),
          render: ({ openedAt }) => <DateTime value={openedAt} />,
        },
        {
          id: "closedAt",
          header: t("alarms.closedAt"),
          hideBelow: "md",
          render: ({ closedAt }) => (closedAt ? <DateTime value={closedAt} /> : t("alarms.open")),
        },
        {
          id: "toldAt",
          header: t("alarms.toldAt"),
          hideBelow: "md",
          render: ({ toldAt }) => (toldAt ? <DateTime value={toldAt} /> : t("alarms.untold")),
        },
      ]}
    />
  );
}
