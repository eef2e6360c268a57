import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import type { noticeStates } from "@/db/values";

const tones = { draft: "neutral", scheduled: "info", published: "success" } as const;

export function NoticeStateBadge({ state }: { state: (typeof noticeStates)[number] }) {
  const t = useTranslations("operator-notices.states");
  return <StatusBadge tone={tones[state]}>{t(state)}</StatusBadge>;
}
