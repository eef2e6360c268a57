"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { setPaymentGraceAction } from "@/lib/service-settings/actions";
import { setPaymentGraceSchema } from "@/lib/service-settings/schema";

export function GraceForm({ days }: { days: number }) {
  const t = useTranslations("operator.tenants.grace");
  const form = useActionForm({
    schema: setPaymentGraceSchema,
    action: setPaymentGraceAction,
    defaultValues: { days },
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("label")} inputMode="numeric" isRequired {...form.field("days")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
