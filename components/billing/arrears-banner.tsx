import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import type { Arrears } from "@/lib/arrears/queries";
import { formatDate } from "@/lib/format";
import { paths } from "@/lib/paths";

/** On every page while an invoice is unpaid. */
export function ArrearsBanner({ arrears, hasPage }: { arrears: Arrears; hasPage: boolean }) {
  const t = useTranslations("billing.banner");
  const locale = useLocale();
  const { isStopped, unpaidSince, stopsAt } = arrears;
  return (
    <div className="px-4 pt-3 sm:px-6">
      <Alert tone={isStopped ? "danger" : "warning"}>
        {isStopped
          ? t("stopped")
          : t("failed", {
              since: formatDate(unpaidSince, locale),
              stops: formatDate(stopsAt, locale),
            })}{" "}
        {hasPage && <TextLink href={paths.billing}>{t("link")}</TextLink>}
      </Alert>
    </div>
  );
}
