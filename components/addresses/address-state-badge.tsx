import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { AddressState } from "@/lib/addresses/schema";

const tones: Record<AddressState, Tone> = {
  active: "success",
  unsubscribed: "neutral",
  bounced: "warning",
  complained: "danger",
  manual: "neutral",
};

export function AddressStateBadge({ state }: { state: AddressState }) {
  const t = useTranslations("addresses");
  return <StatusBadge tone={tones[state]}>{t(`states.${state}`)}</StatusBadge>;
}
