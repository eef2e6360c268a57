import { useTranslations } from "next-intl";
import { DateField } from "@/components/ui/date-time-field";
import { Section } from "@/components/ui/section";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import type { FieldOf } from "./field-of";

type ConsentFieldsProps = {
  field: FieldOf<"consent.source" | "consent.at" | "consent.wording">;
};

/** Where, when and to which words all recipients of the file agreed. */
export function ConsentFields({ field }: ConsentFieldsProps) {
  const t = useTranslations("imports");
  return (
    <Section title={t("consent")} description={t("consentDescription")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t("consentSource")}
          placeholder={t("consentSourcePlaceholder")}
          {...field("consent.source")}
        />
        <DateField label={t("consentAt")} {...field("consent.at")} />
        <div className="sm:col-span-2">
          <TextArea
            label={t("consentWording")}
            description={t("consentWordingDescription")}
            rows={2}
            {...field("consent.wording")}
          />
        </div>
      </div>
    </Section>
  );
}
