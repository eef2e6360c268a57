import { History } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { BackupOverview } from "@/lib/backups/queries";
import { formatNumber } from "@/lib/format";

const tones = { running: "info", succeeded: "success", failed: "danger" } as const;

export function DrillTable({ drills }: { drills: BackupOverview["drills"] }) {
  const t = useTranslations("operatorBackups");
  const locale = useLocale() === "en" ? "en" : "ja";
  return (
    <Table
      caption={t("drills")}
      rows={drills}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<History />} title={t("noDrills")} isCompact />}
      columns={[
        {
          id: "startedAt",
          header: t("startedAt"),
          isRowHeader: true,
          render: ({ startedAt }) => <DateTime value={startedAt} />,
        },
        {
          id: "state",
          header: t("state"),
          render: ({ state }) => (
            <StatusBadge tone={tones[state]}>{t(`drillStates.${state}`)}</StatusBadge>
          ),
        },
        {
          id: "generation",
          header: t("name"),
          hideBelow: "sm",
          render: ({ generation }) => <code>{generation ?? ""}</code>,
        },
        {
          id: "duration",
          header: t("duration"),
          align: "end",
          render: ({ durationMs }) =>
            durationMs === null
              ? ""
              : t("seconds", { seconds: formatNumber(durationMs / 1000, locale) }),
        },
        { id: "error", header: t("error"), hideBelow: "md", render: ({ error }) => error ?? "" },
      ]}
    />
  );
}
