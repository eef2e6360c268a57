"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { createSenderAction, updateSenderAction } from "@/lib/senders/actions";
import type { SenderSummary } from "@/lib/senders/queries";
import { createSenderSchema } from "@/lib/senders/schema";

/** The fields of a new sender, or of the one given; to be shown in a dialog. */
export function SenderForm({ sender }: { sender?: SenderSummary }) {
  const t = useTranslations("senders");
  const ui = useTranslations("ui");
  const router = useRouter();
  const close = useDialogClose();
  const form = useActionForm({
    schema: createSenderSchema,
    action: async (input) => {
      if (sender) return updateSenderAction({ ...input, id: sender.id });
      const created = await createSenderAction(input);
      return created.ok ? { ok: true as const, data: undefined } : created;
    },
    defaultValues: {
      name: sender?.name ?? "",
      email: sender?.email ?? "",
      replyTo: sender?.replyTo ?? "",
    },
    successMessage: sender ? t("saved") : t("created"),
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
            {sender ? ui("save") : ui("add")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("name")}
        description={t("nameHint")}
        isRequired
        autoComplete="off"
        {...form.field("name")}
      />
      <TextField
        label={t("email")}
        description={t("emailHint")}
        type="email"
        inputMode="email"
        isRequired
        autoComplete="off"
        {...form.field("email")}
      />
      <TextField
        label={t("replyTo")}
        description={t("replyToHint")}
        type="email"
        inputMode="email"
        autoComplete="off"
        {...form.field("replyTo")}
      />
    </ActionForm>
  );
}
