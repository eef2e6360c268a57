"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ComboBox } from "react-aria-components/ComboBox";
import { Group } from "react-aria-components/Group";
import { ComboInput } from "./combo-input";
import { cx } from "./cx";
import { FieldParts } from "./field-parts";
import type { FieldProps } from "./form-field";
import { type ListOption, OptionList } from "./option-list";
import { TagChip } from "./tag-chip";
import { type TagColor, tagDot } from "./tag-color";

export type MultiSelectOption = { id: string; label: string; color?: TagColor };

export type MultiSelectProps = FieldProps & {
  options: readonly MultiSelectOption[];
  value?: readonly string[] | undefined;
  defaultValue?: readonly string[] | undefined;
  onChange?: ((ids: string[]) => void) | undefined;
  onBlur?: (() => void) | undefined;
  placeholder?: string | undefined;
  onCreate?: ((text: string) => void) | undefined;
};

const createId = "\u0000create";

/** Several choices out of many as chips, found by typing. */
export function MultiSelect(props: MultiSelectProps) {
  const { options, onChange, onCreate, errorMessage } = props;
  const [own, setOwn] = useState<readonly string[]>(props.defaultValue ?? []);
  const [text, setText] = useState("");
  const t = useTranslations("ui");
  const chosen = props.value ?? own;

  function change(ids: string[]) {
    setOwn(ids);
    setText("");
    onChange?.(ids);
  }

  function choose(keys: readonly (string | number)[]) {
    const ids = keys.map(String);
    if (ids.includes(createId)) {
      onCreate?.(text.trim());
      setText("");
    } else change(ids);
  }

  const canCreate =
    onCreate && text.trim() !== "" && !options.some((option) => option.label === text.trim());
  const created = { id: createId, label: t("createOption", { text: text.trim() }) };
  return (
    <ComboBox<ListOption, "multiple">
      selectionMode="multiple"
      items={[...matching(options, text).map(toListOption), ...(canCreate ? [created] : [])]}
      value={chosen}
      onChange={choose}
      inputValue={text}
      onInputChange={setText}
      isRequired={props.isRequired}
      isDisabled={props.isDisabled}
      isInvalid={Boolean(errorMessage)}
      validationBehavior="aria"
      menuTrigger="focus"
      allowsEmptyCollection
      className={cx("flex min-w-0 flex-col gap-1", props.className)}
    >
      <FieldParts field={props}>
        <ChipBox
          options={options.filter((option) => chosen.includes(option.id))}
          onRemove={(id) => change(chosen.filter((other) => other !== id))}
          placeholder={props.placeholder}
          isTextEmpty={text === ""}
        />
      </FieldParts>
      {props.name &&
        chosen.map((id) => <input key={id} type="hidden" name={props.name} value={id} />)}
      <OptionList />
    </ComboBox>
  );
}

function matching(options: readonly MultiSelectOption[], text: string): MultiSelectOption[] {
  const wanted = text.normalize("NFKC").trim().toLowerCase();
  return options.filter((option) => option.label.normalize("NFKC").toLowerCase().includes(wanted));
}

function toListOption(option: MultiSelectOption): ListOption {
  const content = (
    <span className="flex items-center gap-2">
      <span
        aria-hidden
        className={cx("size-2 shrink-0 rounded-full", tagDot[option.color ?? "gray"])}
      />
      {option.label}
    </span>
  );
  return { id: option.id, label: option.label, content: option.color ? content : option.label };
}

type ChipBoxProps = {
  options: MultiSelectOption[];
  onRemove: (id: string) => void;
  placeholder?: string | undefined;
  isTextEmpty: boolean;
};

function ChipBox({ options, onRemove, placeholder, isTextEmpty }: ChipBoxProps) {
  const last = options.at(-1);
  return (
    <Group className="flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-line-strong bg-surface px-1 py-[3px] focus-within:outline-2 focus-within:outline-accent-text hover:border-muted">
      {options.map((option) => (
        <TagChip
          key={option.id}
          color={option.color ?? "gray"}
          onRemove={() => onRemove(option.id)}
        >
          {option.label}
        </TagChip>
      ))}
      <ComboInput
        placeholder={options.length > 0 ? undefined : placeholder}
        onKeyDown={(event) => {
          if (event.key === "Backspace" && isTextEmpty && last) onRemove(last.id);
        }}
        className="h-6 min-w-24 flex-1 bg-transparent px-1.5 text-base text-ink outline-none! sm:text-sm"
      />
    </Group>
  );
}
