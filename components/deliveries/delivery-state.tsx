import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { DeliveryState } from "@/lib/deliveries/rules";

const tones: Record<DeliveryState, Tone> = {
  draft: "neutral",
  scheduled: "info",
  preparing: "accent",
  sending: "accent",
  paused: "warning",
  finished: "success",
  cancelled: "neutral",
  failed: "danger",
};

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  const t = useTranslations("deliveries");
  return (
    <StatusBadge tone={tones[state]} isBusy={state === "preparing" || state === "sending"}>
      {t(`states.${state}`)}
    </StatusBadge>
  );
}
