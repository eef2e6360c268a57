"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { createSuppressionsAction } from "@/lib/suppressions/actions";
import { createSuppressionsSchema } from "@/lib/suppressions/schema";

export function SuppressionForm() {
  const t = useTranslations("suppressions");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: createSuppressionsSchema,
    action: createSuppressionsAction,
    defaultValues: { emails: "" },
    successMessage: t("added"),
    onSuccess: close,
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("add")}
          </Button>
        </>
      }
    >
      <TextArea
        label={t("emails")}
        description={t("emailsHint")}
        isRequired
        rows={8}
        spellCheck={false}
        {...form.field("emails")}
      />
    </ActionForm>
  );
}
