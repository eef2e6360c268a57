"use client";

import { Search } from "lucide-react";
import { cx } from "./cx";
import { FormField } from "./form-field";
import { inputClass } from "./input-class";

export type SearchFieldProps = {
  label: string;
  name?: string;
  value?: string;
  defaultValue?: string;
  onChange?: (value: string) => void;
  onSubmit?: (value: string) => void;
  placeholder?: string;
  errorMessage?: string;
  className?: string;
};

export function SearchField({ onChange, onSubmit, ...props }: SearchFieldProps) {
  return (
    <FormField {...props} hideLabel>
      {(aria) => (
        <div className="relative">
          <Search
            size={14}
            aria-hidden
            className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 text-muted"
          />
          <input
            {...aria}
            {...(props.value === undefined
              ? { defaultValue: props.defaultValue }
              : { value: props.value })}
            type="search"
            placeholder={props.placeholder ?? props.label}
            onChange={onChange ? (event) => onChange(event.target.value) : undefined}
            onKeyDown={
              onSubmit
                ? (event) => {
                    if (event.key === "Enter" && !event.nativeEvent.isComposing)
                      onSubmit(event.currentTarget.value);
                  }
                : undefined
            }
            className={cx(inputClass, "pl-8")}
          />
        </div>
      )}
    </FormField>
  );
}
