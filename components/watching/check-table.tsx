import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import type { Check } from "@/lib/alarms/queries";
import { writeValue } from "@/lib/alarms/rules";

const tones = { good: "success", bad: "danger", unknown: "neutral" } as const;

/** Every rule with what was measured last. */
export function CheckTable({ checks }: { checks: readonly Check[] }) {
  const t = useTranslations("operator-watching");
  const locale = useLocale();
  return (
    <Table
      caption={t("checks.title")}
      rows={checks}
      getRowId={({ rule, subject }) => `${rule}:${subject}`}
      columns={[
        {
          id: "rule",
          header: t("alarms.rule"),
          isRowHeader: true,
          render: ({ rule }) => t(`rules.${rule}`),
        },
        {
          id: "state",
          header: t("checks.state"),
          render: ({ state }) => (
            <StatusBadge tone={tones[state]}>{t(`checks.states.${state}`)}</StatusBadge>
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
            value === null
              ? t("checks.notMeasured")
              : t("alarms.valueOf", {
                  value: writeValue(rule, value, locale),
                  threshold: writeValue(rule, threshold, locale),
                }),
        },
        {
          id: "at",
          header: t("checks.at"),
          hideBelow: "md",
          render: ({ at }) => (at ? <DateTime value={at} /> : ""),
        },
      ]}
    />
  );
}
