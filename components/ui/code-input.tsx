"use client";

import { useState } from "react";
import { cx } from "./cx";
import { type FieldProps, FormField } from "./form-field";
import { inputClass } from "./input-class";

export type CodeInputProps = FieldProps & {
  length?: number | undefined;
  value?: string | undefined;
  defaultValue?: string | undefined;
  onChange?: ((code: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  onComplete?: ((code: string) => void) | undefined;
};

/** A code of digits from a mail: full-width digits and pasted spaces are accepted and tidied. */
export function CodeInput({ length = 6, ...props }: CodeInputProps) {
  const [own, setOwn] = useState(props.defaultValue ?? "");
  const shown = props.value ?? own;

  function change(text: string) {
    const code = text.normalize("NFKC").replace(/\D/g, "").slice(0, length);
    setOwn(code);
    props.onChange?.(code);
    if (code.length === length && code !== shown) props.onComplete?.(code);
  }

  return (
    <FormField {...props}>
      {(aria) => (
        <input
          {...aria}
          value={shown}
          onChange={(event) => change(event.target.value)}
          onBlur={props.onBlur}
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          placeholder={"0".repeat(length)}
          className={cx(
            inputClass,
            "h-11 max-w-52 text-center font-mono text-lg! tabular-nums tracking-[0.35em]",
          )}
        />
      )}
    </FormField>
  );
}
