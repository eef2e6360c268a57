import { useLocale, useTranslations } from "next-intl";
import { FunnelChart } from "@/components/ui/charts/funnel-chart";
import type { DeliveryTotals } from "@/lib/delivery-totals/rules";
import type { LogView } from "@/lib/history/rules";
import { logHref } from "./list-address";

type Props = { id: string; totals: DeliveryTotals; canReadLog: boolean };

/** How many of the audience came how far. */
export function Funnel({ id, totals, canReadLog }: Props) {
  const t = useTranslations("deliveries");
  const tables = useTranslations("historyTables");
  const locale = useLocale();
  const step = (label: string, value: number, view?: LogView) => ({
    label,
    value,
    ...(view && canReadLog ? { href: logHref(id, { view }) } : {}),
  });
  return (
    <FunnelChart
      title={tables("funnel")}
      locale={locale}
      ofPrevious={(share) => tables("ofPrevious", { share })}
      steps={[
        step(t("numbers.audience"), totals.audience, "all"),
        step(tables("sent"), totals.sent),
        step(t("recipientStates.delivered"), totals.delivered, "delivered"),
        step(t("marks.opened"), totals.opened, "opened"),
        step(t("marks.clicked"), totals.clicked, "clicked"),
      ]}
    />
  );
}
