import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ImportSummary } from "@/lib/imports/queries";

const tones: Record<ImportSummary["state"], Tone> = {
  uploaded: "warning",
  checking: "info",
  checked: "warning",
  queued: "info",
  running: "info",
  finished: "success",
  failed: "danger",
  cancelled: "neutral",
  undoing: "info",
  undone: "neutral",
};

export function ImportStateBadge({ state }: { state: ImportSummary["state"] }) {
  const t = useTranslations("imports.states");
  const isBusy = ["checking", "queued", "running", "undoing"].includes(state);
  return (
    <StatusBadge tone={tones[state]} isBusy={isBusy}>
      {t(state)}
    </StatusBadge>
  );
}
