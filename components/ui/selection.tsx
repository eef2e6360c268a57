"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { Button } from "./button";
import { cx } from "./cx";
import { choiceClass } from "./input-class";

export type Selection = {
  selected: string[];
  isAllSelected: boolean;
  toggle: (id: string) => void;
  toggleAll: () => void;
  clear: () => void;
};

const SelectionContext = createContext<Selection | null>(null);

/** Holds which of the rows of this page are chosen; rows that are gone are no longer chosen. */
export function SelectionProvider({ ids, children }: { ids: string[]; children: ReactNode }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selection = useMemo<Selection>(() => {
    const selected = ids.filter((id) => chosen.has(id));
    const isAllSelected = ids.length > 0 && selected.length === ids.length;
    return {
      selected,
      isAllSelected,
      toggle: (id) =>
        setChosen(
          new Set(chosen.has(id) ? selected.filter((other) => other !== id) : [...selected, id]),
        ),
      toggleAll: () => setChosen(new Set(isAllSelected ? [] : ids)),
      clear: () => setChosen(new Set()),
    };
  }, [ids, chosen]);
  return <SelectionContext value={selection}>{children}</SelectionContext>;
}

export function useSelection(): Selection {
  const selection = useContext(SelectionContext);
  if (!selection) throw new Error("useSelection needs a SelectionProvider around it");
  return selection;
}

export function SelectionBar({ children }: { children: ReactNode }) {
  const { selected, clear } = useSelection();
  const t = useTranslations("ui");
  if (selected.length === 0) return <div role="status" className="sr-only" />;
  return (
    <div className="sticky top-12 z-20 flex flex-wrap items-center gap-2 border-accent-line rounded-t-xl border-b bg-accent-soft px-4 py-2 md:top-0">
      <span role="status" className="mr-2 font-medium text-accent-text tabular-nums">
        {t("selectedCount", { count: selected.length })}
      </span>
      {children}
      <Button size="sm" variant="ghost" onPress={clear} className="ml-auto">
        {t("clearSelection")}
      </Button>
    </div>
  );
}

export function SelectAllCheckbox() {
  const { selected, isAllSelected, toggleAll } = useSelection();
  const t = useTranslations("ui");
  return (
    <RowCheck
      label={t("selectAll")}
      isChecked={isAllSelected}
      isIndeterminate={selected.length > 0 && !isAllSelected}
      onToggle={toggleAll}
    />
  );
}

export function SelectRowCheckbox({ id, name }: { id: string; name: string }) {
  const { selected, toggle } = useSelection();
  const t = useTranslations("ui");
  return (
    <RowCheck
      label={t("selectRow", { name })}
      isChecked={selected.includes(id)}
      onToggle={() => toggle(id)}
      isRow
    />
  );
}

type RowCheckProps = {
  label: string;
  isChecked: boolean;
  isIndeterminate?: boolean;
  isRow?: boolean;
  onToggle: () => void;
};

function RowCheck({ label, isChecked, isIndeterminate = false, isRow, onToggle }: RowCheckProps) {
  return (
    <span className="relative grid size-6 place-items-center">
      <input
        type="checkbox"
        aria-label={label}
        data-row={isRow}
        checked={isChecked}
        onChange={onToggle}
        ref={(input) => {
          if (input) input.indeterminate = isIndeterminate;
        }}
        className={cx(choiceClass, "rounded-sm")}
      />
      <span
        aria-hidden
        className={cx(
          "pointer-events-none absolute hidden border-accent-ink",
          isIndeterminate
            ? "h-0 w-2 border-t-2 peer-indeterminate:block"
            : "-translate-y-px h-2.5 w-1.5 rotate-45 border-r-2 border-b-2 peer-checked:block",
        )}
      />
    </span>
  );
}
