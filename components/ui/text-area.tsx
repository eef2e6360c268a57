"use client";

import type { Ref } from "react";
import { cx } from "./cx";
import { type FieldProps, FormField } from "./form-field";
import { textAreaClass } from "./input-class";
import type { TextInputProps } from "./text-field";

export type TextAreaProps = FieldProps &
  TextInputProps & { rows?: number; isCode?: boolean; ref?: Ref<HTMLTextAreaElement> };

/** Unwrapped: Chromium stops for minutes when it wraps a pasted image of 200,000 characters in a web font. */
const codeClass = "whitespace-pre overflow-auto font-mono sm:text-[0.8125rem]";

export function TextArea(props: TextAreaProps) {
  const { onChange, isCode } = props;
  return (
    <FormField {...props}>
      {(aria) => (
        <textarea
          {...aria}
          {...(props.value === undefined
            ? { defaultValue: props.defaultValue }
            : { value: props.value })}
          ref={props.ref}
          rows={props.rows ?? 5}
          onChange={onChange ? (event) => onChange(event.target.value) : undefined}
          onBlur={props.onBlur}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          readOnly={props.isReadOnly ?? (props.value !== undefined && !onChange)}
          spellCheck={props.spellCheck ?? !isCode}
          className={cx(textAreaClass, isCode && codeClass)}
        />
      )}
    </FormField>
  );
}
