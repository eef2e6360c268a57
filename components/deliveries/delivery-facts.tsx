import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { TextLink } from "@/components/ui/text-link";
import type { DeliveryDetail } from "@/lib/deliveries/queries";
import { paths } from "@/lib/paths";
import type { ResendLink, ResendLinks } from "@/lib/resending/queries";
import { AudienceLabel } from "./audience-label";
import { DeliveryStateBadge } from "./delivery-state";

type Props = { delivery: DeliveryDetail; links: ResendLinks };

export function DeliveryFacts({ delivery, links: { original, resends } }: Props) {
  const t = useTranslations("deliveries");
  const resending = useTranslations("resending");
  const best = useTranslations("bestHours");
  const { sender, scheduledAt, bestHoursUntil, startedAt, finishedAt } = delivery;
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
        ...(bestHoursUntil
          ? [
              {
                term: best("fact"),
                value: best.rich("factUntil", { at: () => <DateTime value={bestHoursUntil} /> }),
              },
            ]
          : []),
        { term: t("startedAt"), value: time(startedAt) },
        { term: t("finishedAt"), value: time(finishedAt) },
        { term: t("createdAt"), value: <DateTime value={delivery.createdAt} /> },
        ...(original ? [{ term: resending("original"), value: linkTo(original) }] : []),
        ...(resends.length > 0
          ? [
              {
                term: resending("resends"),
                value: (
                  <ul>
                    {resends.map((one) => (
                      <li key={one.id}>{linkTo(one)}</li>
                    ))}
                  </ul>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

const linkTo = ({ id, name, isDraft }: ResendLink) => (
  <TextLink href={isDraft ? paths.deliveryEdit(id) : paths.delivery(id)}>{name}</TextLink>
);
