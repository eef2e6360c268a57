import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";

/** On every page while the provider has stopped the customer's sending. */
export function BrakeBanner() {
  const t = useTranslations("brakes");
  return (
    <div className="px-4 pt-3 sm:px-6">
      <Alert tone="danger">
        {t("banner")} <TextLink href={paths.sendingBrake}>{t("bannerLink")}</TextLink>
      </Alert>
    </div>
  );
}
