"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { noteRefundAction } from "@/lib/application-desk/actions";
import { refundNoteSchema } from "@/lib/application-desk/schema";

type RefundDialogProps = { id: string; note: string };

export function RefundDialog(props: RefundDialogProps) {
  const t = useTranslations("operatorRecords.applications");
  return (
    <Dialog trigger={<Button size="sm">{t("noteRefund")}</Button>} title={t("refundTitle")}>
      <RefundForm {...props} />
    </Dialog>
  );
}

function RefundForm({ id, note }: RefundDialogProps) {
  const t = useTranslations("operatorRecords.applications");
  const ui = useTranslations("ui");
  const form = useActionForm({
    schema: refundNoteSchema,
    action: noteRefundAction,
    defaultValues: { id, note },
    successMessage: t("refundSaved"),
    onSuccess: useDialogClose(),
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("refundSave")}
          </Button>
        </>
      }
    >
      <TextArea
        label={t("refundNote")}
        description={t("refundHint")}
        isRequired
        rows={4}
        {...form.field("note")}
      />
    </ActionForm>
  );
}
