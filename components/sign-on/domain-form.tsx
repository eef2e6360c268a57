"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { createDomainAction } from "@/lib/sign-on-domains/actions";
import { createDomainSchema } from "@/lib/sign-on-domains/schema";

export function DomainForm() {
  const t = useTranslations("signOn.domains");
  const form = useActionForm({
    schema: createDomainSchema,
    action: createDomainAction,
    defaultValues: { domain: "" },
    successMessage: t("added"),
    onSuccess: () => form.form.reset(),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("domain")}
        description={t("domainHint")}
        spellCheck={false}
        isRequired
        {...form.field("domain")}
      />
      <FormActions>
        <Button type="submit" isPending={form.isPending}>
          {t("add")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
