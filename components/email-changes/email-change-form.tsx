"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { requestEmailChangeAction } from "@/lib/email-changes/actions";
import { requestEmailChangeSchema } from "@/lib/email-changes/schema";

export function EmailChangeForm() {
  const t = useTranslations("accountEmail");
  const form = useActionForm({
    schema: requestEmailChangeSchema,
    action: requestEmailChangeAction,
    defaultValues: { email: "" },
    successMessage: t("requested"),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("newEmail")}
        type="email"
        inputMode="email"
        autoComplete="email"
        isRequired
        {...form.field("email")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
