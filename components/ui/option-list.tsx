"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { cx } from "./cx";
import { StayOpen } from "./stay-open";
import { floatClass } from "./tooltip";

export type ListOption = {
  id: string;
  label: string;
  content?: ReactNode;
  description?: string | undefined;
};

/** The drop-down of a combo box; it takes its items from the combo box around it. */
export function OptionList() {
  const t = useTranslations("ui");
  return (
    <StayOpen>
      <Popover
        offset={4}
        className={cx(floatClass, "w-(--trigger-width) min-w-48 overflow-hidden")}
      >
        <ListBox<ListOption>
          className="max-h-64 overflow-y-auto p-1 outline-none"
          renderEmptyState={() => <p className="px-2 py-1.5 text-muted">{t("noOptions")}</p>}
        >
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.label}
              className="group flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 outline-none data-[focused]:bg-hover"
            >
              <span className="min-w-0 flex-1">
                {option.content ?? option.label}
                {option.description && (
                  <span className="block text-muted text-xs">{option.description}</span>
                )}
              </span>
              <Check
                size={14}
                aria-hidden
                className="invisible text-accent-text group-data-[selected]:visible"
              />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </StayOpen>
  );
}
