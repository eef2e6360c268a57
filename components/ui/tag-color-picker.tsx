"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { cx } from "./cx";
import { FieldSet } from "./field-set";
import type { FieldProps } from "./form-field";
import { isTagColor, type TagColor, tagColors, tagDot } from "./tag-color";

export type TagColorPickerProps = FieldProps & {
  value?: string | undefined;
  defaultValue?: TagColor | undefined;
  onChange?: ((color: TagColor) => void) | undefined;
  onBlur?: (() => void) | undefined;
};

export function TagColorPicker(props: TagColorPickerProps) {
  const id = useId();
  const t = useTranslations("ui");
  const [own, setOwn] = useState<TagColor>(props.defaultValue ?? "gray");
  const chosen = isTagColor(props.value) ? props.value : own;
  return (
    <FieldSet field={props} role="radiogroup">
      <div className="flex flex-wrap gap-1.5">
        {tagColors.map((color) => (
          <span key={color} className="relative grid size-7 place-items-center">
            <input
              type="radio"
              name={props.name ?? id}
              value={color}
              aria-label={t(`tagColor.${color}`)}
              title={t(`tagColor.${color}`)}
              checked={chosen === color}
              onChange={() => {
                setOwn(color);
                props.onChange?.(color);
              }}
              onBlur={props.onBlur}
              disabled={props.isDisabled}
              className={cx(
                "peer size-6 cursor-pointer appearance-none rounded-full",
                tagDot[color],
              )}
            />
            <Check
              size={14}
              strokeWidth={3}
              aria-hidden
              className="pointer-events-none absolute hidden text-white peer-checked:block"
            />
          </span>
        ))}
      </div>
    </FieldSet>
  );
}
