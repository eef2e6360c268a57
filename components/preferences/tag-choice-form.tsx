"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateTagChoiceAction } from "@/lib/preferences/actions";
import type { TagChoice } from "@/lib/preferences/queries";
import { tagChoiceSchema } from "@/lib/preferences/schema";

type Props = { choice: TagChoice; tagName: string };

/** Opens a tag to recipients under a name of its own; closes the dialog around it. */
export function TagChoiceForm({ choice, tagName }: Props) {
  const t = useTranslations("preferences");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: tagChoiceSchema,
    action: updateTagChoiceAction,
    defaultValues: { ...choice, publicName: choice.publicName || tagName },
    successMessage: t("offerSaved"),
    onSuccess: close,
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <Checkbox label={t("isChoosable")} {...form.checkbox("isChoosable")} />
      <TextField
        label={t("publicName")}
        description={t("publicNameHint")}
        autoComplete="off"
        {...form.field("publicName")}
      />
      <TextField
        label={t("publicDescription")}
        autoComplete="off"
        {...form.field("publicDescription")}
      />
    </ActionForm>
  );
}
