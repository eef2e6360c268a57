"use client";

import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import { cx } from "./cx";
import { floatClass } from "./tooltip";

export type MenuAction = {
  id: string;
  label: string;
  icon?: ReactNode;
  href?: string;
  action?: () => unknown;
  tone?: "danger";
  isDisabled?: boolean;
};

export type MenuEntry = MenuAction | { id: string; separator: true };

export type MenuProps = { trigger: ReactNode; label: string; items: readonly MenuEntry[] };

export function Menu({ trigger, label, items }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover offset={4} placement="bottom end" className={cx(floatClass, "min-w-44")}>
        <AriaMenu aria-label={label} className="max-h-96 overflow-y-auto p-1 outline-none">
          {items.map((entry) =>
            "separator" in entry ? (
              <Separator key={entry.id} className="my-1 border-line border-t" />
            ) : (
              <Entry key={entry.id} entry={entry} />
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function Entry({ entry }: { entry: MenuAction }) {
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.label}
      {...(entry.href ? { href: entry.href } : {})}
      isDisabled={entry.isDisabled ?? false}
      onAction={() => void entry.action?.()}
      className={cx(
        "flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 no-underline outline-none data-[disabled]:cursor-default data-[focused]:bg-hover data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted",
        entry.tone === "danger" && "text-danger-text [&_svg]:text-danger-text",
      )}
    >
      {entry.icon}
      <span className="min-w-0 truncate">{entry.label}</span>
    </MenuItem>
  );
}
