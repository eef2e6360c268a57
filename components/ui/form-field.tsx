"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";
import { ErrorText } from "./error-text";

export type FieldProps = {
  label: string;
  name?: string | undefined;
  description?: ReactNode;
  errorMessage?: string | undefined;
  isRequired?: boolean | undefined;
  isDisabled?: boolean | undefined;
  hideLabel?: boolean | undefined;
  className?: string | undefined;
};

export type FieldAria = {
  id: string;
  name?: string | undefined;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
};

/** Label, description and error around one control, bound to it by the attributes handed to `children`. */
export function FormField(props: FieldProps & { children: (aria: FieldAria) => ReactNode }) {
  const { label, description, errorMessage, hideLabel, className, children } = props;
  const id = useId();
  const describedBy = [description && `${id}-description`, errorMessage && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <FieldLabel htmlFor={id} label={label} isRequired={props.isRequired} isHidden={hideLabel} />
      {children({
        id,
        name: props.name,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": errorMessage ? true : undefined,
        required: props.isRequired,
        disabled: props.isDisabled,
      })}
      {description && <FieldHint id={`${id}-description`}>{description}</FieldHint>}
      <ErrorText id={`${id}-error`} message={errorMessage} />
    </div>
  );
}

type FieldLabelProps = {
  htmlFor: string;
  label: string;
  isRequired?: boolean | undefined;
  isHidden?: boolean | undefined;
};

function FieldLabel({ htmlFor, label, isRequired, isHidden }: FieldLabelProps) {
  return (
    <div className={isHidden ? "sr-only" : "flex items-center gap-1.5"}>
      <label htmlFor={htmlFor} className="font-medium text-ink text-sm">
        {label}
      </label>
      {isRequired && <RequiredMark />}
    </div>
  );
}

/** Tells sighted readers what the `required` attribute tells the others. */
export function RequiredMark() {
  const t = useTranslations("ui");
  return (
    <span
      aria-hidden
      className="rounded-sm bg-danger-soft px-1 text-[0.6875rem] text-danger-text leading-4"
    >
      {t("required")}
    </span>
  );
}

export function FieldHint({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <div id={id} className="text-muted text-xs">
      {children}
    </div>
  );
}
