"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { cx } from "@/components/ui/cx";
import { FieldParts } from "@/components/ui/field-parts";
import { inputClass } from "@/components/ui/input-class";
import { type ListOption, OptionList } from "@/components/ui/option-list";
import type { AudienceInput } from "@/lib/deliveries/schema";
import { findPreviewAddressesAction } from "@/lib/previews/actions";
import type { PreviewAddress } from "@/lib/previews/queries";
import { useAnswer } from "./use-answer";

type Props = {
  label: string;
  audience: AudienceInput;
  initial: PreviewAddress[];
  value: string | null;
  onChange: (id: string | null) => void;
};

/** One address of the whole book, found on the server by typing; without text the first recipients. */
export function AddressPicker({ label, audience, initial, value, onChange }: Props) {
  const t = useTranslations("deliveries");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<PreviewAddress | null>(null);
  const term = chosen && text === labelOf(chosen) ? "" : text;
  const found = useAnswer(findPreviewAddressesAction, { term, audience }, initial, 250);

  function choose(id: string | null) {
    const next = found.data.find((address) => address.id === id) ?? null;
    setChosen(next);
    setText(next ? labelOf(next) : "");
    onChange(next?.id ?? null);
  }

  return (
    <ComboBox<ListOption>
      items={found.data.map((address) => ({ id: address.id, label: labelOf(address) }))}
      value={value}
      onChange={(key) => choose(key === null ? null : String(key))}
      inputValue={text}
      onInputChange={setText}
      menuTrigger="focus"
      allowsEmptyCollection
      className="flex min-w-0 flex-col gap-1"
    >
      <FieldParts field={{ label }}>
        <Input placeholder={t("preview.findAddress")} className={cx(inputClass)} />
      </FieldParts>
      <OptionList />
    </ComboBox>
  );
}

const labelOf = ({ name, email }: PreviewAddress) => (name ? `${name} <${email}>` : email);
