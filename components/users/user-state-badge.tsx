import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { UserSummary } from "@/lib/users/queries";

const tones: Record<UserSummary["state"], Tone> = {
  invited: "info",
  active: "success",
  deactivated: "neutral",
};

export function UserStateBadge({ state }: { state: UserSummary["state"] }) {
  const t = useTranslations("users.states");
  return <StatusBadge tone={tones[state]}>{t(state)}</StatusBadge>;
}
