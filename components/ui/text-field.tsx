"use client";

import type { HTMLInputAutoCompleteAttribute, InputHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "./cx";
import { type FieldProps, FormField } from "./form-field";
import { inputClass } from "./input-class";

export type TextInputProps = {
  value?: string | undefined;
  defaultValue?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  placeholder?: string | undefined;
  maxLength?: number | undefined;
  autoFocus?: boolean | undefined;
  isReadOnly?: boolean | undefined;
  spellCheck?: boolean | undefined;
};

export type TextFieldProps = FieldProps &
  TextInputProps & {
    type?: "text" | "email" | "url" | "tel" | "password" | undefined;
    autoComplete?: HTMLInputAutoCompleteAttribute | undefined;
    inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"];
    prefix?: ReactNode;
    suffix?: ReactNode;
    ref?: Ref<HTMLInputElement> | undefined;
  };

export function TextField(props: TextFieldProps) {
  const { prefix, suffix, onChange } = props;
  return (
    <FormField {...props}>
      {(aria) => (
        <div className="flex items-center gap-2">
          {prefix && <span className="shrink-0 text-muted">{prefix}</span>}
          <input
            {...aria}
            {...(props.value === undefined
              ? { defaultValue: props.defaultValue }
              : { value: props.value })}
            ref={props.ref}
            type={props.type ?? "text"}
            onChange={onChange ? (event) => onChange(event.target.value) : undefined}
            onBlur={props.onBlur}
            placeholder={props.placeholder}
            autoComplete={props.autoComplete}
            inputMode={props.inputMode}
            maxLength={props.maxLength}
            // biome-ignore lint/a11y/noAutofocus: only where a page asks for one single answer
            autoFocus={props.autoFocus}
            readOnly={props.isReadOnly ?? (props.value !== undefined && !onChange)}
            spellCheck={props.spellCheck}
            className={cx(inputClass, "flex-1")}
          />
          {suffix && <span className="shrink-0 text-muted">{suffix}</span>}
        </div>
      )}
    </FormField>
  );
}
