"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import { mergeTagAction } from "@/lib/tags/actions";
import type { TagSummary } from "@/lib/tags/queries";
import { mergeTagSchema } from "@/lib/tags/schema";

type MergeTagFormProps = { tag: TagSummary; others: TagSummary[] };

export function MergeTagForm({ tag, others }: MergeTagFormProps) {
  const t = useTranslations("tags");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: mergeTagSchema,
    action: mergeTagAction,
    defaultValues: { id: tag.id, intoId: "" },
    successMessage: t("merged"),
    onSuccess: close,
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("mergeSubmit")}
          </Button>
        </>
      }
    >
      <Select
        label={t("mergeInto")}
        placeholder={t("chooseTag")}
        options={others.map((other) => ({ value: other.id, label: other.name }))}
        isRequired
        {...form.field("intoId")}
      />
    </ActionForm>
  );
}
