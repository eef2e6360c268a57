import { History } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { formatNumber } from "@/lib/format";
import type { UpgradeRow } from "@/lib/upgrades/queries";

const tones = { running: "info", succeeded: "success", failed: "danger" } as const;

export function UpgradeTable({ upgrades }: { upgrades: readonly UpgradeRow[] }) {
  const t = useTranslations("operatorRecords.workLog");
  return (
    <Table
      caption={t("title")}
      rows={upgrades}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<History />} title={t("empty")} isCompact />}
      columns={[
        {
          id: "startedAt",
          header: t("startedAt"),
          isRowHeader: true,
          width: "10rem",
          render: ({ startedAt }) => <DateTime value={startedAt} />,
        },
        { id: "state", header: t("state"), render: (row) => <Outcome upgrade={row} /> },
        {
          id: "by",
          header: t("by"),
          render: ({ performedBy, host }) => `${performedBy} @ ${host}`,
        },
        { id: "version", header: t("version"), render: ({ softwareVersion }) => softwareVersion },
        {
          id: "from",
          header: t("from"),
          hideBelow: "md",
          render: ({ fromSchema }) => (fromSchema ? <code>{fromSchema}</code> : t("none")),
        },
        { id: "to", header: t("to"), render: ({ toSchema }) => <code>{toSchema}</code> },
        {
          id: "migrations",
          header: t("migrations"),
          align: "end",
          render: ({ migrations }) => (
            <span title={migrations.join("\n")}>{t("count", { count: migrations.length })}</span>
          ),
        },
        {
          id: "duration",
          header: t("duration"),
          align: "end",
          hideBelow: "md",
          render: (row) => <Duration upgrade={row} />,
        },
      ]}
    />
  );
}

function Outcome({ upgrade: { state, error } }: { upgrade: UpgradeRow }) {
  const t = useTranslations("operatorRecords.workLog");
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <StatusBadge tone={tones[state]}>{t(`states.${state}`)}</StatusBadge>
      {error && <span className="max-w-72 break-words text-muted text-xs">{error}</span>}
    </span>
  );
}

function Duration({ upgrade: { startedAt, finishedAt } }: { upgrade: UpgradeRow }) {
  const t = useTranslations("operatorRecords.workLog");
  const locale = useLocale();
  if (!finishedAt) return "";
  const seconds = Math.round((finishedAt.getTime() - startedAt.getTime()) / 100) / 10;
  return t("seconds", { seconds: formatNumber(seconds, locale) });
}
