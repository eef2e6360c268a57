import { ShieldAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Brand } from "./brand";
import { ConsoleShell } from "./console-shell";
import { groupNav, type NavItem } from "./nav-item";
import { UserMenu } from "./user-menu";

export type OperatorFrameProps = {
  operator: { name: string; email: string };
  nav: readonly NavItem[];
  homeHref: string;
  accountHref: string;
  signOutHref: string;
  banner?: ReactNode;
  children: ReactNode;
};

/** The provider's console; a bar and an accent of its own, so that staff never mistake it for a customer's. */
export function OperatorFrame({
  operator: { name, email },
  nav,
  homeHref,
  accountHref,
  signOutHref,
  banner,
  children,
}: OperatorFrameProps) {
  const t = useTranslations("frame");
  const label = t("operatorConsole");
  return (
    <ConsoleShell
      surface="operator"
      brand={<Brand href={homeHref} size={22} />}
      groups={groupNav(nav, undefined)}
      userMenu={
        <UserMenu
          user={{ name, email, roleLabel: label }}
          accountHref={accountHref}
          signOutHref={signOutHref}
        />
      }
      banner={
        <>
          <p className="flex items-center gap-2 bg-accent px-4 py-1.5 font-medium text-accent-ink text-xs sm:px-6 print:hidden">
            <ShieldAlert size={14} aria-hidden />
            {label}
          </p>
          {banner}
        </>
      }
    >
      {children}
    </ConsoleShell>
  );
}
