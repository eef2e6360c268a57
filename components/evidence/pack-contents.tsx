import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";

const parts = [
  "users",
  "audit",
  "signIns",
  "terms",
  "notices",
  "incidents",
  "backups",
  "isolation",
  "manifest",
] as const;

/** What a pack holds and how its reader checks it. */
export function PackContents() {
  const t = useTranslations("evidence");
  return (
    <Card title={t("contents")} description={t("contentsHint")}>
      <DescriptionList
        items={parts.map((name) => ({
          term: t(`parts.${name}.name`),
          value: t(`parts.${name}.text`),
        }))}
      />
    </Card>
  );
}
