"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { blockNetworkAction } from "@/lib/suspicions/actions";
import { blockNetworkSchema } from "@/lib/suspicions/schema";

export function BlockNetworkForm() {
  const t = useTranslations("operatorSuspicions");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: blockNetworkSchema,
    action: blockNetworkAction,
    defaultValues: { network: "", reason: "", hours: "24" },
    successMessage: t("blocks.added"),
    onSuccess: close,
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("blocks.submit")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("network")}
        description={t("blocks.networkHint")}
        isRequired
        autoComplete="off"
        {...form.field("network")}
      />
      <TextField
        label={t("blocks.reason")}
        isRequired
        autoComplete="off"
        {...form.field("reason")}
      />
      <TextField
        label={t("blocks.hours")}
        description={t("blocks.hoursHint")}
        isRequired
        inputMode="numeric"
        autoComplete="off"
        {...form.field("hours")}
      />
    </ActionForm>
  );
}
