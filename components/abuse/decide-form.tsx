"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { decideFindingAction } from "@/lib/abuse/actions";
import { decideFindingSchema } from "@/lib/abuse/schema";

export function DecideForm({ tenantId, id }: { tenantId: string; id: string }) {
  const t = useTranslations("operatorAbuse.decide");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const router = useRouter();
  const form = useActionForm({
    schema: decideFindingSchema,
    action: decideFindingAction,
    defaultValues: { tenantId, id, state: "dismissed", decision: "" },
    successMessage: t("done"),
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
            {t("submit")}
          </Button>
        </>
      }
    >
      <RadioGroup
        label={t("state")}
        options={[
          { value: "dismissed", label: t("dismissed") },
          { value: "confirmed", label: t("confirmed") },
        ]}
        {...form.field("state")}
      />
      <TextArea label={t("decision")} isRequired {...form.field("decision")} />
    </ActionForm>
  );
}
