"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cx } from "./cx";
import { IconButton } from "./icon-button";
import type { PasswordStrength } from "./password-strength";
import { TextField, type TextFieldProps } from "./text-field";

export type PasswordFieldProps = Omit<TextFieldProps, "type" | "autoComplete" | "suffix"> & {
  autoComplete: "current-password" | "new-password";
  strength?: { score: PasswordStrength; hint?: string } | undefined;
};

export function PasswordField({ strength, ...props }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const t = useTranslations("ui");
  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        {...props}
        type={isShown ? "text" : "password"}
        spellCheck={false}
        suffix={
          <IconButton
            aria-label={isShown ? t("hidePassword") : t("showPassword")}
            icon={isShown ? <EyeOff /> : <Eye />}
            onPress={() => setIsShown(!isShown)}
          />
        }
      />
      {strength && <StrengthMeter {...strength} />}
    </div>
  );
}

const bars = [1, 2, 3, 4] as const;
const barTone = ["bg-danger", "bg-danger", "bg-warning", "bg-success", "bg-success"] as const;

function StrengthMeter({ score, hint }: { score: PasswordStrength; hint?: string }) {
  const t = useTranslations("ui");
  const label = t(`strength.s${score}`);
  return (
    <div className="flex flex-col gap-1">
      {/* biome-ignore lint/a11y/useSemanticElements: browsers style <meter> each in its own way */}
      <div
        role="meter"
        aria-label={t("passwordStrength")}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={score}
        aria-valuetext={label}
        className="grid grid-cols-4 gap-1"
      >
        {bars.map((bar) => (
          <span
            key={bar}
            className={cx("h-1 rounded-full", bar <= score ? barTone[score] : "bg-line")}
          />
        ))}
      </div>
      <p aria-live="polite" className="text-muted text-xs">
        <span className="font-medium text-ink">{label}</span>
        {hint && <span className="ml-2">{hint}</span>}
      </p>
    </div>
  );
}
