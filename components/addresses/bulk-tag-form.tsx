"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast-queue";
import { useActionForm } from "@/components/ui/use-action-form";
import {
  type AddressSelection,
  type TagAddressesInput,
  tagAddressesSchema,
} from "@/lib/addresses/schema";
import type { TagSummary } from "@/lib/tags/queries";

type BulkTagFormProps = {
  selection: AddressSelection;
  tags: TagSummary[];
  submitLabel: string;
  action: (input: TagAddressesInput) => Promise<ActionResult<{ changed: number }>>;
  successMessage: (count: number) => string;
  onDone: () => void;
};

/** Chooses the tag that is put on, or taken off, many addresses. */
export function BulkTagForm(props: BulkTagFormProps) {
  const { selection, tags, action, onDone } = props;
  const t = useTranslations("addresses");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: tagAddressesSchema.pick({ tagId: true }),
    action: async ({ tagId }: { tagId: string }) => action({ selection, tagId }),
    defaultValues: { tagId: "" },
    onSuccess: ({ changed }) => {
      toast({ tone: "success", title: props.successMessage(changed) });
      close();
      onDone();
    },
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {props.submitLabel}
          </Button>
        </>
      }
    >
      <Select
        label={t("tag")}
        placeholder={t("chooseTag")}
        options={tags.map((tag) => ({ value: tag.id, label: tag.name }))}
        isRequired
        {...form.field("tagId")}
      />
    </ActionForm>
  );
}
