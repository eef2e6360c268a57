"use client";

import { useTranslations } from "next-intl";
import { cx } from "./cx";
import { type FieldProps, FormField } from "./form-field";
import { inputClass } from "./input-class";

export type DateTimeFieldProps = FieldProps & {
  value?: string | undefined;
  defaultValue?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  min?: string | undefined;
  max?: string | undefined;
};

/** A JST moment as `2026-11-24T08:05`, whatever the clock of the device says. */
export function DateTimeField(props: DateTimeFieldProps) {
  return <TemporalField {...props} type="datetime-local" />;
}

/** A JST day as `2026-11-24`. */
export function DateField(props: DateTimeFieldProps) {
  return <TemporalField {...props} type="date" />;
}

function TemporalField(props: DateTimeFieldProps & { type: "date" | "datetime-local" }) {
  const t = useTranslations("ui");
  const { onChange, type } = props;
  return (
    <FormField {...props}>
      {(aria) => (
        <div className="flex items-center gap-2">
          <input
            {...aria}
            {...(props.value === undefined
              ? { defaultValue: props.defaultValue }
              : { value: props.value })}
            type={type}
            min={props.min}
            max={props.max ?? (type === "date" ? "9999-12-31" : "9999-12-31T23:59")}
            onChange={onChange ? (event) => onChange(event.target.value) : undefined}
            onBlur={props.onBlur}
            className={cx(inputClass, "max-w-60 tabular-nums")}
          />
          {type === "datetime-local" && (
            <span className="whitespace-nowrap text-muted text-xs">{t("jst")}</span>
          )}
        </div>
      )}
    </FormField>
  );
}
