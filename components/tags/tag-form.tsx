"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TagColorPicker } from "@/components/ui/tag-color-picker";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { createTagAction, updateTagAction } from "@/lib/tags/actions";
import type { TagSummary } from "@/lib/tags/queries";
import { createTagSchema } from "@/lib/tags/schema";

/** Makes a tag or, given one, changes it; closes the dialog around it. */
export function TagForm({ tag }: { tag?: TagSummary }) {
  const t = useTranslations("tags");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: createTagSchema,
    action: async (input: { name: string; color: TagSummary["color"] }) =>
      tag ? updateTagAction({ id: tag.id, ...input }) : createTagAction(input),
    defaultValues: { name: tag?.name ?? "", color: tag?.color ?? "gray" },
    successMessage: tag ? t("saved") : t("created"),
    onSuccess: close,
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {tag ? t("save") : t("create")}
          </Button>
        </>
      }
    >
      <TextField label={t("name")} isRequired autoComplete="off" {...form.field("name")} />
      <TagColorPicker label={t("color")} {...form.field("color")} />
    </ActionForm>
  );
}
