"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { themes, useTheme } from "./theme";

export const themeIcons: Record<(typeof themes)[number], ReactNode> = {
  light: <Sun aria-hidden />,
  dark: <Moon aria-hidden />,
  system: <Monitor aria-hidden />,
};

export function ThemeSwitch() {
  const t = useTranslations("frame");
  const { setTheme } = useTheme();
  return (
    <Menu
      label={t("theme")}
      trigger={
        <IconButton
          size="sm"
          aria-label={t("theme")}
          icon={
            <>
              <Sun aria-hidden className="dark-hidden" />
              <Moon aria-hidden className="light-hidden" />
            </>
          }
        />
      }
      items={themes.map((theme) => ({
        id: theme,
        label: t(`themes.${theme}`),
        icon: themeIcons[theme],
        action: () => setTheme(theme),
      }))}
    />
  );
}
