import { useTranslations } from "next-intl";
import { RadioGroup } from "@/components/ui/radio-group";
import { emptyCellModes, importModes, tagModes } from "@/db/values";
import type { FieldOf } from "./field-of";

/** What becomes of addresses, values and tags that are there already. */
export function MappingModes({ field }: { field: FieldOf<"mode" | "emptyCells" | "tagMode"> }) {
  const t = useTranslations("imports");
  return (
    <div className="grid gap-6 lg:grid-cols-3">
      <RadioGroup
        label={t("mode")}
        options={importModes.map((value) => ({
          value,
          label: t(`modes.${value}`),
          description: t(`modes.${value}Description`),
        }))}
        {...field("mode")}
      />
      <RadioGroup
        label={t("emptyCells")}
        options={emptyCellModes.map((value) => ({
          value,
          label: t(`emptyCellModes.${value}`),
          description: t(`emptyCellModes.${value}Description`),
        }))}
        {...field("emptyCells")}
      />
      <RadioGroup
        label={t("tagMode")}
        options={tagModes.map((value) => ({
          value,
          label: t(`tagModes.${value}`),
          description: t(`tagModes.${value}Description`),
        }))}
        {...field("tagMode")}
      />
    </div>
  );
}
