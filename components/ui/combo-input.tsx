"use client";

import { type KeyboardEvent, useContext } from "react";
import { ComboBoxStateContext } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";

type ComboInputProps = {
  placeholder?: string | undefined;
  className: string;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
};

/** The input of a combo box; a click opens the list also when the input has the focus already. */
export function ComboInput(props: ComboInputProps) {
  const state = useContext(ComboBoxStateContext);
  return <Input {...props} onClick={() => !state?.isOpen && state?.open(null, "manual")} />;
}
