"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { ToastRegion } from "@/components/ui/toast";
import type { Locale } from "@/lib/i18n/locale";
import { ThemeScript } from "./theme-script";

type ProvidersProps = { locale: Locale; nonce: string | undefined; children: ReactNode };

/** Theme, language and client navigation for the components below. */
export function Providers({ locale, nonce, children }: ProvidersProps) {
  const router = useRouter();
  return (
    <I18nProvider locale={locale === "ja" ? "ja-JP" : "en-GB"}>
      <ThemeScript nonce={nonce} />
      <RouterProvider navigate={(href) => router.push(href)}>
        {children}
        <ToastRegion />
      </RouterProvider>
    </I18nProvider>
  );
}
