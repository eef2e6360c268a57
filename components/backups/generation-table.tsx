import { DatabaseBackup } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { BackupOverview } from "@/lib/backups/queries";
import { formatBytes, formatNumber } from "@/lib/format";

const tones = {
  running: "info",
  verified: "success",
  failed: "danger",
  damaged: "danger",
  deleted: "neutral",
} as const;

export function GenerationTable({ generations }: { generations: BackupOverview["generations"] }) {
  const t = useTranslations("operatorBackups");
  const locale = useLocale() === "en" ? "en" : "ja";
  return (
    <Table
      caption={t("generations")}
      rows={generations}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<DatabaseBackup />} title={t("empty")} isCompact />}
      columns={[
        {
          id: "name",
          header: t("name"),
          isRowHeader: true,
          render: ({ name }) => <code>{name}</code>,
        },
        {
          id: "state",
          header: t("state"),
          render: ({ state }) => (
            <StatusBadge tone={tones[state]}>{t(`states.${state}`)}</StatusBadge>
          ),
        },
        {
          id: "verifiedAt",
          header: t("verifiedAt"),
          hideBelow: "sm",
          render: ({ verifiedAt }) => (verifiedAt ? <DateTime value={verifiedAt} /> : ""),
        },
        {
          id: "bytes",
          header: t("bytes"),
          align: "end",
          hideBelow: "sm",
          render: ({ bytes }) => (bytes === null ? "" : formatBytes(bytes, locale)),
        },
        {
          id: "rows",
          header: t("rows"),
          align: "end",
          hideBelow: "md",
          render: ({ rows }) => (rows === null ? "" : formatNumber(rows, locale)),
        },
        { id: "way", header: t("way"), hideBelow: "lg", render: ({ way }) => way ?? "" },
        { id: "error", header: t("error"), hideBelow: "md", render: ({ error }) => error ?? "" },
      ]}
    />
  );
}
