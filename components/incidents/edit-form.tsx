"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { MultiSelect } from "@/components/ui/multi-select";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateIncidentAction } from "@/lib/incidents/actions";
import { type UpdateIncidentInput, updateIncidentSchema } from "@/lib/incidents/schema";

type EditFormProps = {
  incident: UpdateIncidentInput;
  tenants: { id: string; label: string }[];
};

/** Whom an incident concerns, and what its report says. */
export function EditIncidentForm({ incident, tenants }: EditFormProps) {
  const t = useTranslations("operator-incidents");
  const form = useActionForm({
    schema: updateIncidentSchema,
    action: updateIncidentAction,
    defaultValues: incident,
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <MultiSelect label={t("tenants")} options={tenants} {...form.list("tenantIds")} />
      <TextArea label={t("impact")} rows={3} {...form.field("impact")} />
      <TextArea label={t("cause")} rows={3} {...form.field("cause")} />
      <TextArea label={t("measures")} rows={3} {...form.field("measures")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
