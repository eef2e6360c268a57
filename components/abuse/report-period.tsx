import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { DateField } from "@/components/ui/date-time-field";
import type { ReportPeriod } from "@/lib/abuse-reports/rules";

/** The days of the report, chosen by its address. */
export function ReportPeriodForm({ action, period }: { action: string; period: ReportPeriod }) {
  const t = useTranslations("operatorAbuse.report");
  return (
    <form
      action={action}
      aria-label={t("period")}
      className="flex flex-wrap items-end gap-3 print:hidden"
    >
      <DateField label={t("from")} name="from" defaultValue={period.from} />
      <DateField label={t("to")} name="to" defaultValue={period.to} />
      <Button type="submit">{t("show")}</Button>
    </form>
  );
}
