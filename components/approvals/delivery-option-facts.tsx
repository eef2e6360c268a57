import { useTranslations } from "next-intl";
import { DescriptionList } from "@/components/ui/description-list";
import type { DeliveryOptions } from "@/lib/delivery-options/schema";

/** How the delivery is sent and followed. */
export function DeliveryOptionFacts({ options }: { options: DeliveryOptions }) {
  const t = useTranslations("approvals.page");
  const panel = useTranslations("approvals.panel");
  const word = (isOn: boolean) => (isOn ? t("on") : t("off"));
  return (
    <DescriptionList
      items={[
        { term: t("tracks"), value: word(options.tracks) },
        { term: t("web"), value: word(options.hasWebVersion) },
        { term: t("canary"), value: word(options.isCanary) },
        { term: t("campaign"), value: options.utmCampaign || panel("none") },
      ]}
    />
  );
}
