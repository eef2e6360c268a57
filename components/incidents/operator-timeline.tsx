import { useTranslations } from "next-intl";
import type { IncidentEntry } from "@/lib/incidents/queries";
import { Timeline } from "./timeline";

/** The whole timeline, with what customers do not see of it. */
export function OperatorTimeline({ entries }: { entries: IncidentEntry[] }) {
  const t = useTranslations("operator-incidents");
  const isStage = ({ kind }: IncidentEntry) => kind === "escalated" || kind === "overdue";
  return (
    <Timeline
      label={t("timeline")}
      items={entries.map((entry) => ({
        id: entry.id,
        at: entry.at,
        label: t(`kinds.${entry.kind}`, { hours: entry.text }),
        text: isStage(entry) ? "" : entry.text,
        note: entry.isShared ? `${entry.actorName} · ${t("shared")}` : entry.actorName,
      }))}
    />
  );
}
