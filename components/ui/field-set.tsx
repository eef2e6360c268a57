"use client";

import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { ErrorText } from "./error-text";
import { FieldHint, type FieldProps, RequiredMark } from "./form-field";

type FieldSetProps = { field: FieldProps; role?: "radiogroup" | "group"; children: ReactNode };

/** Legend, description and error around a group of choices. */
export function FieldSet({ field, role = "group", children }: FieldSetProps) {
  const id = useId();
  const { description, errorMessage } = field;
  const describedBy = [description && `${id}-description`, errorMessage && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of two that both take these
    <div
      role={role}
      aria-labelledby={`${id}-label`}
      aria-describedby={describedBy || undefined}
      aria-required={role === "radiogroup" ? field.isRequired : undefined}
      data-invalid={errorMessage ? true : undefined}
      className={cx("flex min-w-0 flex-col gap-1", field.className)}
    >
      <div className={field.hideLabel ? "sr-only" : "flex items-center gap-1.5"}>
        <span id={`${id}-label`} className="font-medium text-ink text-sm">
          {field.label}
        </span>
        {field.isRequired && <RequiredMark />}
      </div>
      {description && <FieldHint id={`${id}-description`}>{description}</FieldHint>}
      {children}
      <ErrorText id={`${id}-error`} message={errorMessage} />
    </div>
  );
}
