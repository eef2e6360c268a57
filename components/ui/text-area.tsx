"use client";

import type { Ref } from "react";
import { cx } from "./cx";
import { type FieldProps, FormField } from "./form-field";
import { textAreaClass } from "./input-class";
import type { TextInputProps } from "./text-field";

export type TextAreaProps = FieldProps &
  TextInputProps & { rows?: number; isCode?: boolean; ref?: Ref<HTMLTextAreaElement> };

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
          className={cx(textAreaClass, isCode && "font-mono sm:text-[0.8125rem]")}
        />
      )}
    </FormField>
  );
}
