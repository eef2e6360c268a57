"use client";

import { Tag, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { SelectionBar, useSelection } from "@/components/ui/selection";
import {
  addTagToAddressesAction,
  deleteAddressesAction,
  removeTagFromAddressesAction,
} from "@/lib/addresses/actions";
import type { AddressFilter, AddressSelection } from "@/lib/addresses/schema";
import type { TagSummary } from "@/lib/tags/queries";
import { BulkTagForm } from "./bulk-tag-form";

type AddressBulkBarProps = {
  filter: AddressFilter;
  tags: TagSummary[];
  /** How many the filter finds; counted up to `most`. */
  total: number;
  most: number;
};

/** What can be done with the ticked addresses, or with everything that the filter finds. */
export function AddressBulkBar({ filter, tags, total, most }: AddressBulkBarProps) {
  const t = useTranslations("addresses");
  const { selected, clear } = useSelection();
  const [isEverything, setIsEverything] = useState(false);
  const everything =
    total > most ? t("allMatchingOrMore", { count: most }) : t("allMatching", { count: total });
  const ticked = t("targetSelected", { count: selected.length });
  const selection: AddressSelection = isEverything
    ? { kind: "filter", filter }
    : { kind: "ids", ids: selected };
  const done = () => {
    setIsEverything(false);
    clear();
  };
  return (
    <SelectionBar>
      <Select
        label={t("target")}
        hideLabel
        value={isEverything ? "filter" : "ids"}
        onChange={(value) => setIsEverything(value === "filter")}
        options={[
          { value: "ids", label: ticked },
          { value: "filter", label: everything },
        ]}
      />
      <Dialog
        trigger={
          <Button size="sm" icon={<Tag />}>
            {t("addTag")}
          </Button>
        }
        title={t("addTagTitle")}
        description={isEverything ? everything : ticked}
      >
        <BulkTagForm
          selection={selection}
          tags={tags}
          submitLabel={t("addTag")}
          action={addTagToAddressesAction}
          successMessage={(count) => t("tagged", { count })}
          onDone={done}
        />
      </Dialog>
      <Dialog
        trigger={
          <Button size="sm" icon={<X />}>
            {t("removeTag")}
          </Button>
        }
        title={t("removeTagTitle")}
        description={isEverything ? everything : ticked}
      >
        <BulkTagForm
          selection={selection}
          tags={tags}
          submitLabel={t("removeTag")}
          action={removeTagFromAddressesAction}
          successMessage={(count) => t("untagged", { count })}
          onDone={done}
        />
      </Dialog>
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="danger" icon={<Trash2 />}>
            {t("bulkDelete")}
          </Button>
        }
        title={t("bulkDeleteTitle")}
        confirmLabel={t("deleteConfirm")}
        confirmText={t("bulkDeleteWord")}
        successMessage={t("bulkDeleted")}
        action={async () => deleteAddressesAction({ selection })}
      >
        {t("bulkDeleteBody", { target: isEverything ? everything : ticked })}
      </ConfirmDialog>
    </SelectionBar>
  );
}
