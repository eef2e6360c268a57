"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { addTrapAction } from "@/lib/trap-addresses/actions";
import { addTrapSchema } from "@/lib/trap-addresses/schema";

export function TrapForm() {
  const t = useTranslations("operatorAbuse.traps");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const router = useRouter();
  const form = useActionForm({
    schema: addTrapSchema,
    action: addTrapAction,
    defaultValues: { email: "", note: "" },
    successMessage: t("added"),
    onSuccess: () => {
      close();
      router.refresh();
    },
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
      <TextField label={t("email")} isRequired autoComplete="off" {...form.field("email")} />
      <TextField label={t("note")} autoComplete="off" {...form.field("note")} />
    </ActionForm>
  );
}
