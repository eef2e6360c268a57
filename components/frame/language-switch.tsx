"use client";

import { Languages } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { setLocaleAction } from "@/lib/i18n/actions";
import { type Locale, locales } from "@/lib/i18n/locale";

/** Each language is named in itself, so that whoever needs it can read it. */
export const localeNames: Record<Locale, string> = { ja: "日本語", en: "English" };

export function useLocaleChange() {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const change = (locale: Locale) =>
    startTransition(async () => {
      await setLocaleAction(locale);
      router.refresh();
    });
  return { change, isPending };
}

export function LanguageSwitch() {
  const locale = useLocale();
  const t = useTranslations("frame");
  const { change, isPending } = useLocaleChange();
  return (
    <Menu
      label={t("language")}
      trigger={
        <Button size="sm" variant="ghost" icon={<Languages aria-hidden />} isPending={isPending}>
          <span className="sr-only">{t("language")}</span>
          {localeNames[locale]}
        </Button>
      }
      items={locales.map((other) => ({
        id: other,
        label: localeNames[other],
        action: () => change(other),
      }))}
    />
  );
}
