"use client";

import { useRouter } from "next/navigation";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { ToastRegion } from "@/components/ui/toast";
import type { Locale } from "@/lib/i18n/locale";

type ProvidersProps = { locale: Locale; nonce: string | undefined; children: ReactNode };

/** Theme, language and client navigation for the components below. */
export function Providers({ locale, nonce, children }: ProvidersProps) {
  const router = useRouter();
  return (
    <ThemeProvider attribute="class" disableTransitionOnChange {...(nonce ? { nonce } : {})}>
      <I18nProvider locale={locale === "ja" ? "ja-JP" : "en-GB"}>
        <RouterProvider navigate={(href) => router.push(href)}>
          {children}
          <ToastRegion />
        </RouterProvider>
      </I18nProvider>
    </ThemeProvider>
  );
}
