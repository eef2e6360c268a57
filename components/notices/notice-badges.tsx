import { useTranslations } from "next-intl";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { noticeTone } from "@/lib/notices/rules";
import type { NoticeKind } from "@/lib/notices/schema";

export function NoticeKindBadge({ kind }: { kind: NoticeKind }) {
  const t = useTranslations("notices.kinds");
  return <Badge tone={noticeTone[kind]}>{t(kind)}</Badge>;
}

export function ReadBadge({ isRead }: { isRead: boolean }) {
  const t = useTranslations("notices");
  return isRead ? (
    <span className="text-muted">{t("read")}</span>
  ) : (
    <StatusBadge tone="accent">{t("unread")}</StatusBadge>
  );
}
