"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { IconButton } from "./icon-button";

/** A text to be used elsewhere, with a button that copies it. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const t = useTranslations("ui");
  const [isCopied, setIsCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  }

  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <code className="min-w-0 select-all break-all rounded-md bg-subtle px-1.5 py-0.5 text-xs">
        {text}
      </code>
      <IconButton
        aria-label={isCopied ? t("copied") : t("copy", { label })}
        icon={isCopied ? <Check /> : <Copy />}
        size="sm"
        onPress={() => void copy()}
      />
    </span>
  );
}
