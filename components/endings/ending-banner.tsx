import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { startOfDay } from "@/lib/endings/rules";
import { formatDate } from "@/lib/format";
import { paths } from "@/lib/paths";

/** On every page while the contract ends. */
export function EndingBanner({ endsOn, isMaster }: { endsOn: string; isMaster: boolean }) {
  const t = useTranslations("endings");
  const locale = useLocale();
  const day = formatDate(startOfDay(endsOn), locale === "en" ? "en" : "ja");
  return (
    <div className="px-4 pt-3 sm:px-6">
      <Alert tone="warning">
        {t("banner", { day })}{" "}
        {isMaster && <TextLink href={paths.contractEnding}>{t("bannerLink")}</TextLink>}
      </Alert>
    </div>
  );
}
