"use client";

import { ChevronDown } from "lucide-react";
import { cx } from "./cx";
import { type FieldProps, FormField } from "./form-field";
import { inputClass } from "./input-class";

export type SelectOption = { value: string; label: string; isDisabled?: boolean };

export type SelectProps = FieldProps & {
  options: readonly SelectOption[];
  value?: string | undefined;
  defaultValue?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  placeholder?: string | undefined;
};

export function Select(props: SelectProps) {
  const { options, placeholder, onChange } = props;
  return (
    <FormField {...props}>
      {(aria) => (
        <div className="relative">
          <select
            {...aria}
            {...(props.value === undefined
              ? { defaultValue: props.defaultValue }
              : { value: props.value })}
            onChange={onChange ? (event) => onChange(event.target.value) : undefined}
            onBlur={props.onBlur}
            className={cx(inputClass, "cursor-pointer appearance-none truncate pr-8")}
          >
            {placeholder !== undefined && <option value="">{placeholder}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.isDisabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            size={14}
            aria-hidden
            className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 text-muted"
          />
        </div>
      )}
    </FormField>
  );
}
