"use client";

import { DateField } from "@/components/ui/date-time-field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { Attribute } from "@/lib/attributes/queries";

type Bound = {
  name: string;
  value: string;
  onChange: (value: string) => void;
  onBlur: () => void;
  errorMessage?: string | undefined;
};

type Props = {
  attributes: readonly Attribute[];
  field: (name: `attributes.${string}`) => Bound;
  isReadOnly?: boolean;
};

/** The customer's own fields, each with the control of its type. */
export function AttributeFields({ attributes, field, isReadOnly = false }: Props) {
  return attributes.map((attribute) => {
    const { errorMessage, ...bound } = field(`attributes.${attribute.id}`);
    const props = { label: attribute.key, ...bound, ...(errorMessage ? { errorMessage } : {}) };
    if (isReadOnly) return <TextField key={attribute.id} {...props} isReadOnly />;
    switch (attribute.type) {
      case "choice":
        return <Select key={attribute.id} {...props} placeholder="" options={choices(attribute)} />;
      case "date":
        return <DateField key={attribute.id} {...props} />;
      case "number":
        return <TextField key={attribute.id} {...props} inputMode="decimal" />;
      default:
        return <TextField key={attribute.id} {...props} />;
    }
  });
}

const choices = ({ choices: names }: Attribute) =>
  names.map((name) => ({ value: name, label: name }));

/** What the fields show at first, by the attribute's id. */
export function attributeTexts(
  attributes: readonly Attribute[],
  values: Record<string, string | number | null>,
): Record<string, string> {
  return Object.fromEntries(attributes.map(({ id, key }) => [id, String(values[key] ?? "")]));
}
