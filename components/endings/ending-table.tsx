import { Building2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { EndingRow } from "@/lib/endings/queries";
import { daysLater, erasedByDays, startOfDay } from "@/lib/endings/rules";
import { formatDate } from "@/lib/format";

const tones = { closing: "warning", erasing: "info", erased: "neutral" } as const;

/** For the provider: which contracts end, and how far their erasure has come. */
export function EndingTable({ endings }: { endings: EndingRow[] }) {
  const t = useTranslations("operatorBackups");
  const locale = useLocale() === "en" ? "en" : "ja";
  const day = (date: string) => formatDate(startOfDay(date), locale);
  return (
    <Table
      caption={t("endings")}
      rows={endings}
      getRowId={({ tenantId }) => tenantId}
      empty={<EmptyState icon={<Building2 />} title={t("noEndings")} isCompact />}
      columns={[
        {
          id: "name",
          header: t("tenant"),
          isRowHeader: true,
          render: ({ name, tenantId }) => name ?? <code>{tenantId.slice(0, 8)}</code>,
        },
        {
          id: "state",
          header: t("state"),
          render: ({ state }) => (
            <StatusBadge tone={tones[state]}>{t(`endingStates.${state}`)}</StatusBadge>
          ),
        },
        { id: "endsOn", header: t("endsOn"), render: ({ endsOn }) => day(endsOn) },
        {
          id: "erasedBy",
          header: t("erasedBy"),
          hideBelow: "sm",
          render: ({ endsOn }) => day(daysLater(endsOn, erasedByDays)),
        },
        {
          id: "certificate",
          header: t("certificate"),
          hideBelow: "md",
          render: ({ certificateNo }) => certificateNo ?? "",
        },
      ]}
    />
  );
}
