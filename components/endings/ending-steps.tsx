import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";

/** What a cancellation brings, in the order in which it comes. */
export function EndingSteps({ planned }: { planned: number }) {
  const t = useTranslations("endings");
  return (
    <Card title={t("after")}>
      <DescriptionList
        items={[
          {
            term: t("now"),
            value: (
              <>
                {t("nowText")} {t("planned", { count: planned })}
              </>
            ),
          },
          { term: t("untilEnd"), value: t("untilEndText") },
          { term: t("erase"), value: t("eraseText") },
          { term: t("copies"), value: t("copiesText") },
        ]}
      />
    </Card>
  );
}
