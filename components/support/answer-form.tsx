"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { answerSupportAction, closeAnsweredAction } from "@/lib/support-desk/actions";
import { answerSupportSchema } from "@/lib/support-desk/schema";

type Wanted = { tenantId: string; id: string };

export function AnswerForm({ tenantId, id }: Wanted) {
  const t = useTranslations("operatorSupport");
  const router = useRouter();
  const empty = { tenantId, id, body: "" };
  const form = useActionForm({
    schema: answerSupportSchema,
    action: answerSupportAction,
    defaultValues: empty,
    successMessage: t("sent"),
    onSuccess: () => {
      form.form.reset(empty);
      router.refresh();
    },
  });
  return (
    <ActionForm form={form}>
      <TextArea
        label={t("answerBody")}
        description={t("answerHint")}
        rows={8}
        isRequired
        {...form.field("body")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("send")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}

export function CloseAnswered({ tenantId, id }: Wanted) {
  const t = useTranslations("operatorSupport");
  return (
    <ConfirmDialog
      trigger={<Button>{t("close")}</Button>}
      title={t("close")}
      confirmLabel={t("close")}
      tone="accent"
      successMessage={t("closed")}
      action={() => closeAnsweredAction({ tenantId, id })}
    >
      {t("closeText")}
    </ConfirmDialog>
  );
}
