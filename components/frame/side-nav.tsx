"use client";

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/icon-button";
import type { NavGroup } from "./nav-item";
import { NavList } from "./nav-list";

type SideNavProps = {
  brand: ReactNode;
  groups: NavGroup[];
  extra?: ReactNode;
  help?: ReactNode;
  userMenu: ReactNode;
};

/** The navigation beside the page, from 768px up; it folds down to its icons. */
export function SideNav({ brand, groups, extra, help, userMenu }: SideNavProps) {
  const [isCollapsed, setIsCollapsed] = useState(false);
  const t = useTranslations("frame");
  return (
    <aside
      aria-label={t("sidebar")}
      className={cx(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-line border-r bg-canvas md:flex print:hidden",
        isCollapsed ? "w-13" : "w-58",
      )}
    >
      <div
        className={cx(
          "flex items-center gap-1 p-2",
          isCollapsed ? "justify-center" : "justify-between",
        )}
      >
        {!isCollapsed && <div className="min-w-0 flex-1 px-1.5 pt-1">{brand}</div>}
        <IconButton
          size="sm"
          aria-label={isCollapsed ? t("expandNavigation") : t("collapseNavigation")}
          aria-expanded={!isCollapsed}
          icon={isCollapsed ? <PanelLeftOpen /> : <PanelLeftClose />}
          onPress={() => setIsCollapsed(!isCollapsed)}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <NavList groups={groups} isCollapsed={isCollapsed} />
      </div>
      {isCollapsed && help && <div className="grid justify-center py-1">{help}</div>}
      {extra && !isCollapsed && <div className="border-line border-t px-3 py-2.5">{extra}</div>}
      <div className="overflow-hidden border-line border-t p-1">{userMenu}</div>
    </aside>
  );
}
