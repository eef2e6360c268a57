import type { ReactNode } from "react";
import type frame from "@/messages/ja/frame.json";

export type NavLabelKey = keyof typeof frame.nav;
export type NavSectionKey = keyof typeof frame.sections;

export type NavItem = {
  href: string;
  labelKey: NavLabelKey;
  icon: ReactNode;
  permission?: string;
  section?: NavSectionKey;
  badge?: string;
};

export type NavGroup = { section: NavSectionKey | undefined; items: NavItem[] };

/** What a user may see of the navigation, in the order given, grouped by section. */
export function groupNav(
  nav: readonly NavItem[],
  permissions: readonly string[] | undefined,
): NavGroup[] {
  const groups: NavGroup[] = [];
  for (const item of nav) {
    if (item.permission && permissions && !permissions.includes(item.permission)) continue;
    const group = groups.find((known) => known.section === item.section);
    if (group) group.items.push(item);
    else groups.push({ section: item.section, items: [item] });
  }
  return groups;
}

/** The entry a path belongs to: the longest address that the path starts with. */
export function currentHref(nav: readonly NavItem[], pathname: string): string | undefined {
  return nav
    .map((item) => item.href)
    .filter((href) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((a, b) => b.length - a.length)[0];
}
