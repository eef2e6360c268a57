"use client";

import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { ErrorText } from "./error-text";
import { FieldHint, RequiredMark } from "./form-field";
import { choiceClass } from "./input-class";

export type CheckboxProps = {
  name?: string | undefined;
  value?: string | undefined;
  label: ReactNode;
  description?: ReactNode;
  isSelected?: boolean | undefined;
  defaultSelected?: boolean | undefined;
  onChange?: ((isSelected: boolean) => void) | undefined;
  onBlur?: (() => void) | undefined;
  isIndeterminate?: boolean | undefined;
  isDisabled?: boolean | undefined;
  isRequired?: boolean | undefined;
  errorMessage?: string | undefined;
  hideLabel?: boolean | undefined;
  "aria-label"?: string | undefined;
};

export function Checkbox(props: CheckboxProps) {
  const id = useId();
  const { description, errorMessage, hideLabel, label } = props;
  const describedBy = [description && `${id}-description`, errorMessage && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-start gap-2">
        <CheckboxControl {...props} id={id} describedBy={describedBy || undefined} />
        <div className={hideLabel ? "sr-only" : "flex min-w-0 flex-col"}>
          <label htmlFor={id} className="flex min-h-6 cursor-pointer items-center gap-1.5">
            <span>{label}</span>
            {props.isRequired && <RequiredMark />}
          </label>
          {description && <FieldHint id={`${id}-description`}>{description}</FieldHint>}
        </div>
      </div>
      <ErrorText id={`${id}-error`} message={errorMessage} />
    </div>
  );
}

function CheckboxControl(props: CheckboxProps & { id: string; describedBy: string | undefined }) {
  const { onChange, isIndeterminate = false } = props;
  const mark = "pointer-events-none absolute hidden text-accent-ink";
  return (
    <span className="relative grid size-6 shrink-0 place-items-center">
      <input
        id={props.id}
        ref={(input) => {
          if (input) input.indeterminate = isIndeterminate;
        }}
        type="checkbox"
        name={props.name}
        value={props.value}
        {...(props.isSelected === undefined
          ? { defaultChecked: props.defaultSelected }
          : { checked: props.isSelected, readOnly: !onChange })}
        onChange={onChange ? (event) => onChange(event.target.checked) : undefined}
        onBlur={props.onBlur}
        disabled={props.isDisabled}
        required={props.isRequired}
        aria-label={props["aria-label"]}
        aria-describedby={props.describedBy}
        aria-invalid={props.errorMessage ? true : undefined}
        className={cx(choiceClass, "rounded-sm")}
      />
      <Check
        size={12}
        strokeWidth={3}
        aria-hidden
        className={cx(mark, !isIndeterminate && "peer-checked:block")}
      />
      <Minus
        size={12}
        strokeWidth={3}
        aria-hidden
        className={cx(mark, "peer-indeterminate:block")}
      />
    </span>
  );
}
