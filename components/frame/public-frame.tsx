import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { paths } from "@/lib/paths";
import { Brand } from "./brand";
import { HelpNavLink } from "./help-nav-link";
import { LanguageSwitch } from "./language-switch";
import { mainId, SkipLink } from "./skip-link";
import { ThemeSwitch } from "./theme-switch";

export type FooterLink = { href: string; label: string };

export type PublicFrameProps = {
  children: ReactNode;
  width?: "sm" | "md" | "lg" | "full";
  headerActions?: ReactNode;
  homeHref?: string;
  footerLinks?: readonly FooterLink[];
};

const widths = { sm: "max-w-md", md: "max-w-2xl", lg: "max-w-5xl", full: "max-w-none" };

/** Pages without a tenant: landing, sign-in, sign-up, recipients' pages. */
export function PublicFrame({
  children,
  width = "sm",
  headerActions,
  homeHref = "/",
  footerLinks,
}: PublicFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="flex h-14 items-center justify-between gap-3 px-4 sm:px-6 print:hidden">
        <Brand href={homeHref} />
        <div className="flex items-center gap-1">
          {headerActions}
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main
        id={mainId}
        tabIndex={-1}
        className={cx(
          "mx-auto w-full flex-1 px-4 py-8 outline-none sm:px-6 sm:py-12",
          widths[width],
        )}
      >
        {children}
      </main>
      <PublicFooter links={footerLinks} />
    </div>
  );
}

function PublicFooter({ links }: { links: readonly FooterLink[] | undefined }) {
  const t = useTranslations("frame");
  const shown = links ?? [
    { href: paths.terms, label: t("links.terms") },
    { href: paths.privacy, label: t("links.privacy") },
    { href: paths.security, label: t("links.security") },
    { href: paths.responsibility, label: t("links.responsibility") },
  ];
  return (
    <footer className="px-4 py-5 sm:px-6 print:hidden">
      <nav aria-label={t("footer")}>
        <ul className="flex flex-wrap justify-center gap-x-5 gap-y-1 text-muted text-xs">
          {shown.map((link) => (
            <li key={link.href}>
              <Link
                href={link.href}
                className="inline-flex min-h-6 items-center rounded-sm hover:text-ink hover:underline"
              >
                {link.label}
              </Link>
            </li>
          ))}
          {!links && (
            <li>
              <HelpNavLink />
            </li>
          )}
        </ul>
      </nav>
    </footer>
  );
}
