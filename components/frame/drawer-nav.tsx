"use client";

import { Menu as MenuIcon, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { IconButton } from "@/components/ui/icon-button";
import type { NavGroup } from "./nav-item";
import { NavList } from "./nav-list";

type DrawerNavProps = {
  brand: ReactNode;
  groups: NavGroup[];
  extra?: ReactNode;
  help?: ReactNode;
  userMenu: ReactNode;
};

/** The navigation under 768px: a bar with a button that opens it from the left; it closes on arrival. */
export function DrawerNav({ brand, groups, extra, help, userMenu }: DrawerNavProps) {
  const pathname = usePathname();
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  const t = useTranslations("frame");
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-line border-b bg-surface px-3 md:hidden print:hidden">
      <IconButton
        aria-label={t("openNavigation")}
        icon={<MenuIcon />}
        onPress={() => setOpenedAt(pathname)}
      />
      <div className="min-w-0 flex-1">{brand}</div>
      {help}
      <ModalOverlay
        isDismissable
        isOpen={openedAt === pathname}
        onOpenChange={(isOpen) => setOpenedAt(isOpen ? pathname : null)}
        className="fixed inset-0 z-50 bg-overlay transition-opacity duration-150 data-[entering]:opacity-0 data-[exiting]:opacity-0"
      >
        <Modal className="h-dvh w-72 max-w-[85vw] border-line border-r bg-canvas shadow-float">
          <Dialog aria-label={t("mainNavigation")} className="flex h-full flex-col outline-none">
            <div className="flex h-12 items-center justify-between px-3">
              <div className="min-w-0 flex-1">{brand}</div>
              <IconButton
                aria-label={t("closeNavigation")}
                icon={<X />}
                onPress={() => setOpenedAt(null)}
              />
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto">
              <NavList groups={groups} />
            </div>
            {extra && <div className="border-line border-t px-3 py-2.5">{extra}</div>}
            <div className="border-line border-t p-1">{userMenu}</div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </header>
  );
}
