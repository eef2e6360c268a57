"use client";

import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export type IconButtonProps = {
  "aria-label": string;
  icon: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  type?: "button" | "submit";
  onPress?: () => void;
  isDisabled?: boolean;
  isPending?: boolean;
  className?: string;
  "aria-expanded"?: boolean;
  "aria-controls"?: string;
};

export function IconButton(props: IconButtonProps) {
  const {
    icon,
    variant = "ghost",
    size = "md",
    type = "button",
    className,
    isPending = false,
    ...rest
  } = props;
  return (
    <Tooltip content={rest["aria-label"]}>
      <AriaButton
        {...rest}
        type={type}
        isPending={isPending}
        className={buttonClass(variant, size, true, className)}
      >
        {isPending ? <Spinner /> : icon}
      </AriaButton>
    </Tooltip>
  );
}
