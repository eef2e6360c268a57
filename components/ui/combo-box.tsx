"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { Group } from "react-aria-components/Group";
import { ComboInput } from "./combo-input";
import { cx } from "./cx";
import { FieldParts } from "./field-parts";
import type { FieldProps } from "./form-field";
import { inputClass } from "./input-class";
import { type ListOption, OptionList } from "./option-list";

export type ComboBoxProps = FieldProps & {
  options: readonly { id: string; label: string; description?: string }[];
  value?: string | null | undefined;
  defaultValue?: string | null | undefined;
  onChange?: ((id: string | null) => void) | undefined;
  onBlur?: (() => void) | undefined;
  placeholder?: string | undefined;
};

/** One choice out of many, found by typing. */
export function ComboBox(props: ComboBoxProps) {
  const { options, value, onChange, errorMessage, placeholder } = props;
  return (
    <AriaComboBox<ListOption>
      name={props.name}
      defaultItems={options}
      {...(value === undefined
        ? { defaultValue: props.defaultValue ?? null }
        : { value: value || null })}
      onChange={onChange && ((key) => onChange(key === null ? null : String(key)))}
      isRequired={props.isRequired}
      isDisabled={props.isDisabled}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      menuTrigger="focus"
      allowsEmptyCollection
      className={cx("flex min-w-0 flex-col gap-1", props.className)}
    >
      <FieldParts field={props}>
        <ComboControl placeholder={placeholder} />
      </FieldParts>
      <OptionList />
    </AriaComboBox>
  );
}

function ComboControl({ placeholder }: { placeholder?: string | undefined }) {
  const t = useTranslations("ui");
  return (
    <Group className="relative">
      <ComboInput placeholder={placeholder} className={cx(inputClass, "pr-8")} />
      <Button
        aria-label={t("showOptions")}
        className="absolute top-1 right-1 grid size-6 place-items-center rounded-sm text-muted hover:bg-hover"
      >
        <ChevronDown size={14} aria-hidden />
      </Button>
    </Group>
  );
}
