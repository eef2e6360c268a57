import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import type { PlannedHour } from "@/lib/best-hours/queries";
import { HourList } from "./hour-list";

type Props = { hours: readonly PlannedHour[] };

/** When the mails of a delivery at the best hours leave, and how far it is; nothing for any other. */
export function PlannedHours({ hours }: Props) {
  const t = useTranslations("bestHours");
  if (hours.length === 0) return null;
  return (
    <Card title={t("title")} description={t("description")}>
      <HourList hours={hours} />
    </Card>
  );
}
