import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BrandMark } from "./brand";
import { ConsoleShell } from "./console-shell";
import { HelpNavLink } from "./help-nav-link";
import { groupNav, type NavItem } from "./nav-item";
import { type FrameUser, UserMenu } from "./user-menu";

export type AppFrameProps = {
  tenantName: string;
  user: FrameUser;
  nav: readonly NavItem[];
  permissions?: readonly string[];
  homeHref: string;
  accountHref: string;
  signOutHref: string;
  banner?: ReactNode;
  usage?: ReactNode;
  children: ReactNode;
};

/** The customer's console. */
export function AppFrame(props: AppFrameProps) {
  const { tenantName, user, nav, permissions, homeHref, accountHref, signOutHref, banner, usage } =
    props;
  const extra = (
    <div className="flex flex-col gap-2">
      {usage}
      <HelpNavLink />
    </div>
  );
  return (
    <ConsoleShell
      surface="tenant"
      brand={<TenantBrand tenantName={tenantName} homeHref={homeHref} />}
      groups={groupNav(nav, permissions)}
      extra={extra}
      help={<HelpNavLink isCompact />}
      userMenu={<UserMenu user={user} accountHref={accountHref} signOutHref={signOutHref} />}
      banner={banner}
    >
      {props.children}
    </ConsoleShell>
  );
}

function TenantBrand({ tenantName, homeHref }: { tenantName: string; homeHref: string }) {
  const t = useTranslations("frame");
  return (
    <Link href={homeHref} className="flex min-w-0 items-center gap-2 rounded-md">
      <BrandMark size={22} />
      <span className="min-w-0 leading-tight">
        <span className="block truncate font-semibold text-ink">{tenantName}</span>
        <span translate="no" className="block text-[0.6875rem] text-muted">
          {t("appName")}
        </span>
      </span>
    </Link>
  );
}
