"use client";

import { useId, useState } from "react";
import { cx } from "./cx";
import { FieldSet } from "./field-set";
import type { FieldProps } from "./form-field";
import { FieldHint } from "./form-field";
import { choiceClass } from "./input-class";

export type RadioOption = { value: string; label: string; description?: string };

export type RadioGroupProps = FieldProps & {
  options: readonly RadioOption[];
  value?: string | undefined;
  defaultValue?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  isInline?: boolean | undefined;
  isCard?: boolean | undefined;
};

export function RadioGroup(props: RadioGroupProps) {
  const id = useId();
  const [own, setOwn] = useState(props.defaultValue ?? "");
  const chosen = props.value ?? own;

  function choose(value: string) {
    setOwn(value);
    props.onChange?.(value);
  }

  return (
    <FieldSet field={props} role="radiogroup">
      <div
        className={cx(
          "flex",
          props.isInline ? "flex-wrap gap-x-5" : "flex-col",
          props.isCard && "gap-2",
        )}
      >
        {props.options.map((option) => (
          <Radio
            key={option.value}
            option={option}
            name={props.name ?? id}
            isSelected={option.value === chosen}
            onChoose={() => choose(option.value)}
            onBlur={props.onBlur}
            isDisabled={props.isDisabled}
            isRequired={props.isRequired}
            isCard={props.isCard}
          />
        ))}
      </div>
    </FieldSet>
  );
}

type RadioProps = Pick<RadioGroupProps, "isCard" | "isDisabled" | "isRequired" | "onBlur"> & {
  option: RadioOption;
  name: string;
  isSelected: boolean;
  onChoose: () => void;
};

function Radio({ option, name, isSelected, onChoose, isCard, ...props }: RadioProps) {
  const id = useId();
  const card =
    "rounded-lg border border-line bg-surface p-2 has-checked:border-accent has-checked:bg-accent-soft";
  return (
    <div className={cx("flex items-start gap-2", isCard && card)}>
      <span className="relative grid size-6 shrink-0 place-items-center">
        <input
          id={id}
          type="radio"
          name={name}
          value={option.value}
          checked={isSelected}
          onChange={onChoose}
          onBlur={props.onBlur}
          disabled={props.isDisabled}
          required={props.isRequired}
          aria-describedby={option.description ? `${id}-description` : undefined}
          className={cx(choiceClass, "rounded-full")}
        />
        <span
          aria-hidden
          className="pointer-events-none absolute hidden size-1.5 rounded-full bg-accent-ink peer-checked:block"
        />
      </span>
      <div className="flex min-w-0 flex-1 flex-col">
        <label htmlFor={id} className="flex min-h-6 cursor-pointer items-center">
          {option.label}
        </label>
        {option.description && <FieldHint id={`${id}-description`}>{option.description}</FieldHint>}
      </div>
    </div>
  );
}
