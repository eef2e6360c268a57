import { useLocale, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { BarChart } from "@/components/ui/charts/bar-chart";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat, StatGrid } from "@/components/ui/stat";
import type { CourseTotals, PeriodTotals } from "@/lib/delivery-totals/queries";
import { formatDate, formatNumber, formatPercent } from "@/lib/format";
import { totalsHref } from "./list-address";
import { TableExport } from "./table-export";

type Props = { course: CourseTotals; canExport: boolean };

/** What became of the mails of a period, day by day or month by month, and altogether. */
export function PeriodTotalsCard({ course, canExport }: Props) {
  const t = useTranslations("historyTables");
  const states = useTranslations("deliveries");
  const locale = useLocale();
  const { from, to, unit, periods } = course;
  const dayText = (day: string) => formatDate(new Date(`${day}T00:00:00+09:00`), locale);
  const labelOf = (day: string) => (unit === "month" ? dayText(day).slice(0, 7) : dayText(day));
  return (
    <Card
      title={t("periods")}
      description={t("periodsHint", { from: dayText(from), to: dayText(to), unit })}
      actions={
        canExport && (
          <TableExport
            name={t("periods")}
            hrefOf={(encoding) => totalsHref({ from, to }, encoding)}
          />
        )
      }
    >
      {periods.some(({ deliveries }) => deliveries > 0) ? (
        <div className="flex flex-col gap-5">
          <PeriodSums periods={periods} />
          <BarChart
            title={t("periods")}
            data={periods.map(({ day, delivered, opened, bounced }) => ({
              label: labelOf(day),
              delivered,
              opened,
              bounced,
            }))}
            series={[
              { key: "delivered", label: states("recipientStates.delivered"), tone: "success" },
              { key: "opened", label: states("marks.opened"), tone: "accent" },
              { key: "bounced", label: states("recipientStates.bounced"), tone: "danger" },
            ]}
          />
        </div>
      ) : (
        <EmptyState isCompact title={t("noPeriods")} />
      )}
    </Card>
  );
}

function PeriodSums({ periods }: { periods: readonly PeriodTotals[] }) {
  const t = useTranslations("historyTables");
  const states = useTranslations("deliveries");
  const locale = useLocale();
  const sum = (key: Exclude<keyof PeriodTotals, "day">) =>
    periods.reduce((total, period) => total + period[key], 0);
  const stat = (label: string, count: number, whole = 0) => (
    <Stat
      label={label}
      value={formatNumber(count, locale)}
      {...(whole > 0 ? { hint: formatPercent(count / whole, locale) } : {})}
    />
  );
  const [sent, delivered] = [sum("sent"), sum("delivered")];
  return (
    <StatGrid>
      {stat(t("deliveries"), sum("deliveries"))}
      {stat(t("sent"), sent)}
      {stat(states("recipientStates.delivered"), delivered, sent)}
      {stat(states("marks.opened"), sum("opened"), delivered)}
      {stat(states("marks.clicked"), sum("clicked"), delivered)}
      {stat(states("recipientStates.bounced"), sum("bounced"), sent)}
      {stat(t("complained"), sum("complained"), delivered)}
    </StatGrid>
  );
}
