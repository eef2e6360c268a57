"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";
import { Spinner } from "./spinner";

export type ButtonProps = {
  variant?: ButtonVariant;
  size?: ButtonSize;
  type?: "button" | "submit" | "reset";
  icon?: ReactNode;
  isPending?: boolean;
  isDisabled?: boolean;
  onPress?: () => void;
  name?: string;
  value?: string;
  form?: string;
  className?: string;
  "aria-label"?: string;
  "aria-expanded"?: boolean;
  "aria-controls"?: string;
  children: ReactNode;
};

export function Button(props: ButtonProps) {
  const {
    variant = "secondary",
    size = "md",
    type = "button",
    icon,
    children,
    className,
    isPending,
    ...rest
  } = props;
  const t = useTranslations("ui");
  return (
    <AriaButton
      {...rest}
      type={type}
      isPending={isPending ?? false}
      className={buttonClass(variant, size, false, className)}
    >
      {isPending ? <Spinner label={t("pending")} /> : icon}
      {children}
    </AriaButton>
  );
}
