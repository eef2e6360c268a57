import { useTranslations } from "next-intl";
import { DateField } from "@/components/ui/date-time-field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { Attribute } from "@/lib/attributes/queries";

type AttributeFieldProps = {
  attribute: Pick<Attribute, "key" | "type" | "choices">;
  label?: string;
  hideLabel?: boolean;
  name?: string | undefined;
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  errorMessage?: string | undefined;
  isRequired?: boolean | undefined;
};

/** The control that fits an attribute's type; its value is text, as typed. */
export function AttributeField({ attribute, ...field }: AttributeFieldProps) {
  const t = useTranslations("attributes");
  const props = { label: attribute.key, ...field };
  switch (attribute.type) {
    case "number":
      return <TextField {...props} inputMode="decimal" autoComplete="off" />;
    case "date":
      return <DateField {...props} />;
    case "choice":
      return (
        <Select
          {...props}
          placeholder={t("none")}
          options={attribute.choices.map((choice) => ({ value: choice, label: choice }))}
        />
      );
    default:
      return <TextField {...props} autoComplete="off" />;
  }
}
