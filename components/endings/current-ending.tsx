import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { withdrawCancellationAction } from "@/lib/endings/actions";
import { copiesGoneByDays, daysLater, erasedByDays, startOfDay } from "@/lib/endings/rules";
import { formatDate } from "@/lib/format";

type Props = { ending: { endsOn: string; requestedAt: Date; reason: string } };

/** The cancellation as it stands, and the way back. */
export function CurrentEnding({ ending }: Props) {
  const t = useTranslations("endings");
  const locale = useLocale();
  const day = (date: string) => formatDate(startOfDay(date), locale === "en" ? "en" : "ja");
  const by = (days: number) => t("by", { day: day(daysLater(ending.endsOn, days)) });
  return (
    <Card title={t("current")}>
      <div className="flex flex-col gap-4">
        <DescriptionList
          columns={2}
          items={[
            { term: t("endsOn"), value: day(ending.endsOn) },
            { term: t("requestedAt"), value: <DateTime value={ending.requestedAt} /> },
            { term: t("erasedBy"), value: by(erasedByDays) },
            { term: t("copiesBy"), value: by(copiesGoneByDays) },
          ]}
        />
        <div className="flex justify-end">
          <ConfirmDialog
            trigger={<Button>{t("withdraw")}</Button>}
            title={t("withdrawTitle")}
            confirmLabel={t("withdraw")}
            tone="accent"
            action={withdrawCancellationAction.bind(null, {})}
            successMessage={t("withdrawn")}
          >
            {t("withdrawText")}
          </ConfirmDialog>
        </div>
      </div>
    </Card>
  );
}
