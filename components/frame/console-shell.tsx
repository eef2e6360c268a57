import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DrawerNav } from "./drawer-nav";
import type { NavGroup } from "./nav-item";
import { SideNav } from "./side-nav";
import { mainId, SkipLink } from "./skip-link";

type ConsoleShellProps = {
  brand: ReactNode;
  groups: NavGroup[];
  extra?: ReactNode;
  /** The way to the help where `extra` has no room. */
  help?: ReactNode;
  userMenu: ReactNode;
  banner?: ReactNode;
  surface: "tenant" | "operator";
  children: ReactNode;
};

/** Navigation, banner and main landmark of a console. */
export function ConsoleShell({
  brand,
  groups,
  extra,
  help,
  userMenu,
  banner,
  surface,
  children,
}: ConsoleShellProps) {
  const t = useTranslations("frame");
  const nav = { brand, groups, extra, help, userMenu };
  return (
    <div data-surface={surface} className="flex min-h-dvh flex-col md:flex-row">
      <SkipLink />
      <SideNav {...nav} />
      <DrawerNav {...nav} />
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        {banner && <aside aria-label={t("announcements")}>{banner}</aside>}
        <main
          id={mainId}
          tabIndex={-1}
          className="mx-auto w-full min-w-0 max-w-6xl flex-1 px-4 py-5 outline-none sm:px-6 lg:px-8 lg:py-7"
        >
          {children}
        </main>
      </div>
    </div>
  );
}
