import { useLocale, useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatGrid } from "@/components/ui/stat";
import { Table } from "@/components/ui/table";
import { type DayFigures, ratioOf, totalOf } from "@/lib/abuse-reports/rules";
import { formatNumber, formatPercent } from "@/lib/format";

const counted = [
  "mails",
  "sent",
  "bounced",
  "complained",
  "exports",
  "exportedRows",
  "signIns",
  "failedSignIns",
  "breachedSignIns",
] as const;

export function ReportTotals({ days }: { days: DayFigures[] }) {
  const t = useTranslations("operatorAbuse.report");
  const locale = useLocale() === "en" ? "en" : "ja";
  const total = totalOf(days);
  const rate = (events: number) => formatPercent(ratioOf(events, total.sent), locale, 2);
  return (
    <StatGrid>
      {counted.map((name) => (
        <Stat key={name} label={t(name)} value={formatNumber(total[name], locale)} />
      ))}
      <Stat label={t("bounceRate")} value={rate(total.bounced)} />
      <Stat label={t("complaintRate")} value={rate(total.complained)} />
    </StatGrid>
  );
}

/** The days on which anything happened, as numbers: paper has no tooltips. */
export function ReportDays({ days }: { days: DayFigures[] }) {
  const t = useTranslations("operatorAbuse.report");
  const locale = useLocale() === "en" ? "en" : "ja";
  const busy = days.filter((row) => counted.some((name) => row[name] > 0));
  return (
    <Table
      caption={t("days")}
      rows={busy}
      getRowId={({ day }) => day}
      empty={<EmptyState title={t("noDays")} isCompact />}
      columns={[
        {
          id: "day",
          header: t("day"),
          isRowHeader: true,
          render: ({ day }) => day.replaceAll("-", "/"),
        },
        ...counted.map((name) => ({
          id: name,
          header: t(name),
          align: "end" as const,
          render: (row: DayFigures) => formatNumber(row[name], locale),
        })),
      ]}
    />
  );
}
