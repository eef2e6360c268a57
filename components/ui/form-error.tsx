"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

export type FormErrorProps = { message?: string | null | undefined; items?: string[] | undefined };

/** Why a form was not accepted; it takes focus when it appears, so that it is read and seen. */
export function FormError({ message, items = [] }: FormErrorProps) {
  const box = useRef<HTMLDivElement>(null);
  const t = useTranslations("ui");
  const isShown = Boolean(message) || items.length > 0;
  useEffect(() => {
    if (isShown) box.current?.focus();
  }, [isShown]);
  if (!isShown) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="flex gap-2 rounded-lg border border-danger-line bg-danger-soft px-3 py-2 text-ink outline-none"
    >
      <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-danger-text" />
      <div>
        <p className="font-medium">{message || t("formError")}</p>
        {items.length > 0 && (
          <ul className="list-disc pl-4">
            {items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
