"use client";

import { Check, ChevronsUpDown, LogOut, Settings } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "react-aria-components/Button";
import { Header } from "react-aria-components/Header";
import { Menu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { cx } from "@/components/ui/cx";
import { floatClass } from "@/components/ui/tooltip";
import { locales } from "@/lib/i18n/locale";
import { localeNames, useLocaleChange } from "./language-switch";
import { SignOutForm } from "./sign-out-form";
import { themes, useTheme } from "./theme";
import { themeIcons } from "./theme-switch";

export type FrameUser = { name: string; email: string; roleLabel: string };

export type UserMenuProps = {
  user: FrameUser;
  accountHref?: string;
  signOutHref: string;
};

export function UserMenu({ user, accountHref, signOutHref }: UserMenuProps) {
  const t = useTranslations("frame");
  const leaving = useRef<HTMLFormElement>(null);
  return (
    <MenuTrigger>
      <Button
        aria-label={`${t("accountMenu")}: ${user.name}`}
        className="flex h-11 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover"
      >
        <Avatar name={user.name} />
        <span className="min-w-0 flex-1 leading-tight">
          <span className="block truncate font-medium text-ink">{user.name}</span>
          <span className="block truncate text-muted text-xs">{user.roleLabel}</span>
        </span>
        <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-muted" />
      </Button>
      <Popover offset={4} placement="top start" className={cx(floatClass, "w-60")}>
        <p className="truncate border-line border-b px-3 py-2 text-muted text-xs">{user.email}</p>
        <MenuBody accountHref={accountHref} onSignOut={() => leaving.current?.requestSubmit()} />
      </Popover>
      <SignOutForm ref={leaving} href={signOutHref} />
    </MenuTrigger>
  );
}

function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="grid size-7 shrink-0 place-items-center rounded-full border border-accent-line bg-accent-soft font-semibold text-accent-text text-xs"
    >
      {[...name.trim()][0]}
    </span>
  );
}

const itemClass =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 no-underline outline-none data-[focused]:bg-hover data-[selected]:font-medium data-[selected]:text-accent-text [&_svg]:size-4 [&_svg]:text-muted";
const headerClass = "px-2 pt-2 pb-1 text-muted text-xs";

function MenuBody({
  accountHref,
  onSignOut,
}: {
  accountHref: string | undefined;
  onSignOut: () => void;
}) {
  const t = useTranslations("frame");
  return (
    <Menu aria-label={t("accountMenu")} className="max-h-[70dvh] overflow-y-auto p-1 outline-none">
      {accountHref && (
        <MenuItem href={accountHref} className={itemClass}>
          <Settings aria-hidden />
          {t("accountSettings")}
        </MenuItem>
      )}
      <LanguageSection />
      <ThemeSection />
      <MenuItem onAction={onSignOut} className={cx(itemClass, "mt-1 border-line border-t")}>
        <LogOut aria-hidden />
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}

function LanguageSection() {
  const t = useTranslations("frame");
  const current = useLocale();
  const { change } = useLocaleChange();
  return (
    <MenuSection>
      <Header className={headerClass}>{t("language")}</Header>
      {locales.map((locale) => (
        <MenuItem
          key={locale}
          id={`locale-${locale}`}
          onAction={() => change(locale)}
          className={itemClass}
        >
          {localeNames[locale]}
          {locale === current && <CurrentMark />}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function ThemeSection() {
  const t = useTranslations("frame");
  const { theme: current, setTheme } = useTheme();
  return (
    <MenuSection>
      <Header className={headerClass}>{t("theme")}</Header>
      {themes.map((theme) => (
        <MenuItem
          key={theme}
          id={`theme-${theme}`}
          onAction={() => setTheme(theme)}
          className={itemClass}
        >
          {themeIcons[theme]}
          {t(`themes.${theme}`)}
          {theme === current && <CurrentMark />}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function CurrentMark() {
  const t = useTranslations("frame");
  return (
    <span className="ml-auto">
      <Check aria-hidden />
      <span className="sr-only">{t("current")}</span>
    </span>
  );
}
