import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { clockText, isClockRunning, remainingMs } from "@/lib/incidents/rules";

type ClockProps = {
  incident: { detectedAt: Date; notifiedAt: Date | null; closedAt: Date | null };
  now: Date;
};

/** What is left of the 72 hours; the page around it is asked for anew while it runs. */
export function IncidentClock({ incident, now }: ClockProps) {
  const t = useTranslations("operator-incidents");
  const left = remainingMs(incident, now);
  const isRunning = isClockRunning(incident);
  const time = clockText(left);
  const tone = left < 0 ? "danger" : isRunning ? "warning" : "success";
  return (
    <span className="flex flex-wrap items-center gap-2 tabular-nums">
      <StatusBadge tone={tone} isBusy={isRunning}>
        {left < 0 ? t("over", { time }) : t("left", { time })}
      </StatusBadge>
      {!isRunning && <span className="text-muted text-xs">{t("stopped")}</span>}
    </span>
  );
}
