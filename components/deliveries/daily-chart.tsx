import { useLocale, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { BarChart } from "@/components/ui/charts/bar-chart";
import type { DayTotals } from "@/lib/delivery-totals/queries";
import { formatDate } from "@/lib/format";

/** What became of the mails of the last days, day by day. */
export function DailyChart({ days }: { days: readonly DayTotals[] }) {
  const t = useTranslations("deliveryTotals");
  const states = useTranslations("deliveries");
  const locale = useLocale();
  return (
    <Card title={t("daily")} description={t("dailyHint", { count: days.length })}>
      <BarChart
        title={t("daily")}
        data={days.map(({ day, ...counts }) => ({
          label: formatDate(new Date(`${day}T00:00:00+09:00`), locale),
          ...counts,
        }))}
        series={[
          { key: "delivered", label: states("recipientStates.delivered"), tone: "success" },
          { key: "opened", label: states("marks.opened"), tone: "accent" },
          { key: "bounced", label: states("recipientStates.bounced"), tone: "danger" },
        ]}
      />
    </Card>
  );
}
