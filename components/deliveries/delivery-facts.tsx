import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { DeliveryDetail } from "@/lib/deliveries/queries";
import { AudienceLabel } from "./audience-label";
import { DeliveryStateBadge } from "./delivery-state";

export function DeliveryFacts({ delivery }: { delivery: DeliveryDetail }) {
  const t = useTranslations("deliveries");
  const { sender, scheduledAt, startedAt, finishedAt } = delivery;
  const time = (value: Date | null) => (value ? <DateTime value={value} /> : t("none"));
  return (
    <DescriptionList
      columns={2}
      items={[
        { term: t("state"), value: <DeliveryStateBadge state={delivery.state} /> },
        { term: t("to"), value: <AudienceLabel audience={delivery.audienceNames} /> },
        { term: t("sender"), value: sender ? t("senderLine", sender) : t("none") },
        { term: t("subject"), value: delivery.subject || t("none") },
        { term: t("scheduledAt"), value: time(scheduledAt) },
        { term: t("startedAt"), value: time(startedAt) },
        { term: t("finishedAt"), value: time(finishedAt) },
        { term: t("createdAt"), value: <DateTime value={delivery.createdAt} /> },
      ]}
    />
  );
}
