import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ApprovalState } from "@/lib/approvals/rules";

const tones: Record<ApprovalState, Tone> = {
  requested: "info",
  approved: "success",
  returned: "warning",
  withdrawn: "neutral",
  void: "danger",
};

export function ApprovalStateBadge({ state }: { state: ApprovalState }) {
  const t = useTranslations("approvals.states");
  return <StatusBadge tone={tones[state]}>{t(state)}</StatusBadge>;
}
