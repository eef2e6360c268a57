import { describe, expect, it } from "vitest";
import { currentHref, groupNav, type NavItem } from "./nav-item";

const nav: NavItem[] = [
  { href: "/operator", labelKey: "dashboard", icon: null },
  { href: "/operator/notices", labelKey: "notices", icon: null, section: "service" },
  { href: "/users", labelKey: "users", icon: null, section: "admin", permission: "users:read" },
];

describe("navigation", () => {
  it("leaves out what the user may not open", () => {
    expect(groupNav(nav, []).map((group) => group.section)).toEqual([undefined, "service"]);
    expect(groupNav(nav, ["users:read"]).at(-1)?.items).toHaveLength(1);
  });

  it("marks the most specific entry", () => {
    expect(currentHref(nav, "/operator")).toBe("/operator");
    expect(currentHref(nav, "/operator/notices/1")).toBe("/operator/notices");
    expect(currentHref(nav, "/users-old")).toBeUndefined();
  });
});
