"use client";

import { useTranslations } from "next-intl";
import { PasswordField, type PasswordFieldProps } from "@/components/ui/password-field";
import { estimateStrength } from "@/components/ui/password-strength";
import { isPredictable } from "@/lib/auth/password-rules";

type Props = Omit<PasswordFieldProps, "autoComplete" | "strength" | "description"> & {
  value: string;
};

/** A new password with its rule and a meter that also knows the predictable ones. */
export function NewPasswordField(props: Props) {
  const t = useTranslations("signIn");
  const score = isPredictable(props.value) ? 0 : estimateStrength(props.value);
  return (
    <PasswordField
      {...props}
      autoComplete="new-password"
      description={t("passwordRule")}
      strength={props.value ? { score } : undefined}
      maxLength={200}
    />
  );
}
