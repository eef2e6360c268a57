import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { statusTone } from "@/lib/notices/rules";
import type { NoticeStatus } from "@/lib/notices/schema";
import { NoticeBody } from "./notice-body";

export type ThreadUpdate = {
  id: string;
  status: NoticeStatus | null;
  bodyJa: string;
  bodyEn: string;
  publishedAt: Date;
};

export function NoticeStatusBadge({ status }: { status: NoticeStatus }) {
  const t = useTranslations("notices.statuses");
  return <Badge tone={statusTone[status]}>{t(status)}</Badge>;
}

/** What followed a notice, oldest first. */
export function NoticeThread({
  updates,
  locale,
}: {
  updates: ThreadUpdate[];
  locale: "ja" | "en";
}) {
  const t = useTranslations("notices");
  if (updates.length === 0) return null;
  return (
    <section
      aria-label={t("thread")}
      className="mt-5 flex flex-col gap-4 border-line border-t pt-4"
    >
      <h2 className="font-semibold">{t("thread")}</h2>
      <ol className="flex flex-col gap-4">
        {updates.map((update) => (
          <li key={update.id} className="flex flex-col gap-2 border-line-strong border-l-2 pl-4">
            <p className="flex flex-wrap items-center gap-2 text-muted text-sm">
              <DateTime value={update.publishedAt} />
              {update.status && <NoticeStatusBadge status={update.status} />}
            </p>
            <NoticeBody text={locale === "ja" ? update.bodyJa : update.bodyEn} />
          </li>
        ))}
      </ol>
    </section>
  );
}
