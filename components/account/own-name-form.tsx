"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateOwnNameAction } from "@/lib/account/actions";
import { ownNameSchema } from "@/lib/account/schema";

export function OwnNameForm({ name }: { name: string }) {
  const t = useTranslations("account");
  const ui = useTranslations("ui");
  const form = useActionForm({
    schema: ownNameSchema,
    action: updateOwnNameAction,
    defaultValues: { name },
    successMessage: t("nameSaved"),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("name")} autoComplete="name" isRequired {...form.field("name")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {ui("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
