import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { NoticeKind, NoticeStatus } from "@/lib/notices/schema";
import { NoticeKindBadge } from "./notice-badges";
import { NoticeBody } from "./notice-body";
import { NoticeStatusBadge, NoticeThread, type ThreadUpdate } from "./notice-thread";

type NoticeViewProps = {
  notice: {
    kind: NoticeKind;
    status: NoticeStatus | null;
    effectiveAt: Date | null;
    publishedAt: Date | null;
    bodyJa: string;
    bodyEn: string;
  };
  updates: ThreadUpdate[];
  locale: "ja" | "en";
  state?: ReactNode;
};

/** A notice as customers see it. */
export function NoticeView({ notice, updates, locale, state }: NoticeViewProps) {
  const t = useTranslations("notices");
  const kind = (
    <span className="flex flex-wrap gap-1.5">
      <NoticeKindBadge kind={notice.kind} />
      {notice.status && <NoticeStatusBadge status={notice.status} />}
    </span>
  );
  return (
    <>
      <DescriptionList
        columns={2}
        items={[
          { term: t("kind"), value: kind },
          {
            term: t("effectiveAt"),
            value: notice.effectiveAt ? (
              <DateTime value={notice.effectiveAt} />
            ) : (
              t("noEffectiveAt")
            ),
          },
          {
            term: t("publishedAt"),
            value: notice.publishedAt ? <DateTime value={notice.publishedAt} /> : t("notPublished"),
          },
          ...(state ? [{ term: t("state"), value: state }] : []),
        ]}
      />
      <div className="mt-4 border-line border-t pt-4">
        <NoticeBody text={locale === "ja" ? notice.bodyJa : notice.bodyEn} />
      </div>
      <NoticeThread updates={updates} locale={locale} />
    </>
  );
}
