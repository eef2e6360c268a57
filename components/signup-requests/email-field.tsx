"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { normalizeEmail } from "@/lib/addresses/rules";
import { suggestDomain } from "@/lib/email-typos/rules";

type Props = {
  name: string;
  value: string;
  errorMessage?: string | undefined;
  onChange: (value: string) => void;
  onBlur: () => void;
};

/** An e-mail address; a domain that looks like a slip of the keyboard is pointed out once the field is left, never changed. */
export function EmailField({ value, onChange, onBlur, ...field }: Props) {
  const t = useTranslations("signupRequests");
  const [isLeft, setLeft] = useState(false);
  const suggestion = isLeft ? suggestedEmail(value) : null;
  return (
    <div className="flex flex-col gap-1.5">
      <TextField
        label={t("email")}
        description={t("emailHint")}
        isRequired
        inputMode="email"
        autoComplete="email"
        spellCheck={false}
        value={value}
        onChange={(text) => {
          setLeft(false);
          onChange(text);
        }}
        onBlur={() => {
          setLeft(true);
          onBlur();
        }}
        {...field}
      />
      <div role="status">
        {suggestion && (
          <div className="flex flex-wrap items-center justify-between gap-2 rounded-md border border-warning-line bg-warning-soft px-3 py-2 text-ink">
            <span className="wrap-anywhere">{t("suggestion", { email: suggestion })}</span>
            <Button size="sm" onPress={() => onChange(suggestion)}>
              {t("useSuggestion")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function suggestedEmail(text: string): string | null {
  const email = normalizeEmail(text)?.email;
  if (!email) return null;
  const at = email.lastIndexOf("@") + 1;
  const domain = suggestDomain(email.slice(at));
  return domain && email.slice(0, at) + domain;
}
