import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { BarChart } from "@/components/ui/charts/bar-chart";
import { LineChart } from "@/components/ui/charts/line-chart";
import { type DayFigures, ratioOf } from "@/lib/abuse-reports/rules";

/** A customer's figures day by day as charts. */
export function ReportCharts({ days }: { days: DayFigures[] }) {
  const t = useTranslations("operatorAbuse.report");
  const label = (day: string) => day.slice(5).replace("-", "/");
  const series = (keys: ("sent" | "bounced" | "signIns" | "failedSignIns" | "exportedRows")[]) =>
    keys.map((key) => ({ key, label: t(key) }));
  const data = days.map((row) => ({ ...row, label: label(row.day) }));
  const rates = days.map(({ day, sent, bounced, complained }) => ({
    label: label(day),
    bounceRate: ratioOf(bounced, sent),
    complaintRate: ratioOf(complained, sent),
  }));
  return (
    <div className="grid gap-5 md:grid-cols-2 print:grid-cols-2">
      <Card title={t("mailChart")} className="print:break-inside-avoid">
        <LineChart
          title={t("mailChart")}
          height={220}
          data={data}
          series={series(["sent", "bounced"])}
        />
      </Card>
      <Card title={t("rateChart")} className="print:break-inside-avoid">
        <LineChart
          title={t("rateChart")}
          unit="percent"
          height={220}
          data={rates}
          series={[
            { key: "bounceRate", label: t("bounceRate") },
            { key: "complaintRate", label: t("complaintRate") },
          ]}
        />
      </Card>
      <Card title={t("signInChart")} className="print:break-inside-avoid">
        <BarChart
          isStacked
          title={t("signInChart")}
          data={data}
          series={series(["signIns", "failedSignIns"])}
        />
      </Card>
      <Card title={t("exportChart")} className="print:break-inside-avoid">
        <BarChart title={t("exportChart")} data={data} series={series(["exportedRows"])} />
      </Card>
    </div>
  );
}
