import { useLocale, useTranslations } from "next-intl";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { HourCount } from "@/lib/best-hours/queries";
import { formatDate, formatNumber, formatTime } from "@/lib/format";

type Hour = HourCount & { settled?: number };
type Props = { hours: readonly Hour[] };

/** Recipients by the hour in which their mails leave: their number, or how far each hour is where that is known. */
export function HourList({ hours }: Props) {
  const t = useTranslations("bestHours");
  const locale = useLocale();
  const most = Math.max(...hours.map(({ count }) => count));
  return (
    <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {hours.map(({ at, count, settled }) => (
        <li key={at.getTime()}>
          <ProgressBar
            label={t("hour", {
              day: formatDate(at, locale).slice(5),
              hour: formatTime(at).slice(0, 2),
            })}
            value={(100 * (settled ?? count)) / (settled === undefined ? most : count)}
            valueLabel={
              settled === undefined
                ? t("count", { count: formatNumber(count, locale) })
                : t("settledOf", {
                    count: formatNumber(count, locale),
                    settled: formatNumber(settled, locale),
                  })
            }
            tone={settled === count ? "success" : "accent"}
          />
        </li>
      ))}
    </ul>
  );
}
