"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { setConcurrencyAction } from "@/lib/service-settings/actions";
import { setConcurrencySchema } from "@/lib/service-settings/schema";

export function ConcurrencyForm({ concurrency }: { concurrency: number }) {
  const t = useTranslations("operator-watching.concurrency");
  const form = useActionForm({
    schema: setConcurrencySchema,
    action: setConcurrencyAction,
    defaultValues: { concurrency },
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("label")}
        description={t("hint")}
        inputMode="numeric"
        isRequired
        {...form.field("concurrency")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
