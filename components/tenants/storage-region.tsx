import { useLocale, useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/text-link";
import { formatDateTime } from "@/lib/format";
import { paths } from "@/lib/paths";

type StorageRegionProps = {
  regions: {
    inUse: string;
    next: { noticeId: string; region: string | null; effectiveAt: Date | null } | null;
  };
};

/** Where the data is kept now, and an announced change of it. */
export function StorageRegion({ regions: { inUse, next } }: StorageRegionProps) {
  const t = useTranslations("settings");
  const locale = useLocale();
  return (
    <span className="flex flex-col">
      <span>{inUse}</span>
      {next?.region && next.effectiveAt && (
        <span className="text-muted text-sm">
          {t("regionNext", { region: next.region, at: formatDateTime(next.effectiveAt, locale) })}{" "}
          <TextLink href={paths.notice(next.noticeId)}>{t("regionNotice")}</TextLink>
        </span>
      )}
    </span>
  );
}
