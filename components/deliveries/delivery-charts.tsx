import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { BarChart } from "@/components/ui/charts/bar-chart";
import { DonutChart } from "@/components/ui/charts/donut-chart";
import { EmptyState } from "@/components/ui/empty-state";
import type { Tone } from "@/components/ui/tone";
import type { Timeline } from "@/lib/delivery-tallies/rules";
import { formatDate, formatDateTime, formatTime } from "@/lib/format";
import { type RecipientState, recipientStateList } from "@/lib/history/rules";
import type { Ledger } from "@/lib/sending/queries";

const tones: Record<RecipientState, Tone | "c1" | "c4" | "c6"> = {
  queued: "neutral",
  sending: "c1",
  accepted: "info",
  delivered: "success",
  bounced: "danger",
  failed: "c4",
  suppressed: "c6",
  cancelled: "neutral",
  unknown: "warning",
};
const daySeconds = 86_400;
const hourSeconds = 3_600;

type Props = {
  ledger: Ledger;
  timeline: Timeline;
  /** Takes the course as a file. */
  actions?: ReactNode;
};

export function DeliveryCharts({ ledger, timeline, actions }: Props) {
  const t = useTranslations("deliveries");
  const locale = useLocale();
  const { seconds, buckets } = timeline;
  const crossesDays = buckets.length > 0 && seconds * buckets.length > daySeconds;
  function label(at: Date): string {
    if (seconds >= daySeconds) return formatDate(at, locale);
    return crossesDays ? formatDateTime(at, locale) : formatTime(at);
  }
  const step =
    seconds < hourSeconds
      ? t("charts.minutes", { count: seconds / 60 })
      : t("charts.hours", { count: seconds / hourSeconds });
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Card
        title={t("charts.course")}
        description={t("charts.courseHint", { step })}
        actions={buckets.length > 0 && actions}
      >
        {buckets.length > 0 ? (
          <BarChart
            title={t("charts.course")}
            data={buckets.map(({ at, ...counts }) => ({ label: label(at), ...counts }))}
            series={[
              { key: "delivered", label: t("recipientStates.delivered"), tone: "success" },
              { key: "opened", label: t("marks.opened"), tone: "accent" },
              { key: "bounced", label: t("recipientStates.bounced"), tone: "danger" },
            ]}
          />
        ) : (
          <EmptyState isCompact title={t("charts.nothingYet")} />
        )}
      </Card>
      <Card title={t("charts.outcomes")}>
        <DonutChart
          title={t("charts.outcomes")}
          centerLabel={t("numbers.audience")}
          data={recipientStateList
            .filter((state) => ledger[state] > 0)
            .map((state) => ({
              label: t(`recipientStates.${state}`),
              value: ledger[state],
              tone: tones[state],
            }))}
        />
      </Card>
    </div>
  );
}
