"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { currentHref, type NavGroup, type NavItem } from "./nav-item";

type NavListProps = { groups: NavGroup[]; isCollapsed?: boolean };

export function NavList({ groups, isCollapsed = false }: NavListProps) {
  const t = useTranslations("frame");
  const current = currentHref(
    groups.flatMap((group) => group.items),
    usePathname(),
  );
  return (
    <nav aria-label={t("mainNavigation")} className="flex flex-col gap-4 px-2 py-2">
      {groups.map((group) => (
        <div key={group.section ?? "main"}>
          {group.section && (
            <p className={cx("px-2 pb-1 text-faint text-xs", isCollapsed && "sr-only")}>
              {t(`sections.${group.section}`)}
            </p>
          )}
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => (
              <li key={item.href}>
                <NavLink item={item} isCurrent={item.href === current} isCollapsed={isCollapsed} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavLink({
  item,
  isCurrent,
  isCollapsed,
}: {
  item: NavItem;
  isCurrent: boolean;
  isCollapsed: boolean;
}) {
  const t = useTranslations("frame");
  const label = t(`nav.${item.labelKey}`);
  return (
    <Link
      href={item.href}
      aria-current={isCurrent ? "page" : undefined}
      title={isCollapsed ? label : undefined}
      className={cx(
        "flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors duration-75 max-md:h-10 [&_svg]:size-4 [&_svg]:shrink-0",
        isCurrent
          ? "bg-selected font-medium text-accent-text"
          : "text-muted hover:bg-hover hover:text-ink",
      )}
    >
      {item.icon}
      <span className={isCollapsed ? "sr-only" : "min-w-0 flex-1 truncate"}>{label}</span>
      {item.badge && !isCollapsed && (
        <span className="rounded-full bg-accent px-1.5 text-[0.6875rem] text-accent-ink leading-4 tabular-nums">
          {item.badge}
        </span>
      )}
    </Link>
  );
}
