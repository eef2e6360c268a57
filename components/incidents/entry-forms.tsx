"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { addIncidentEntryAction, closeIncidentAction } from "@/lib/incidents/actions";
import { closeIncidentSchema, incidentEntrySchema } from "@/lib/incidents/schema";

export function EntryForm({ incidentId }: { incidentId: string }) {
  const t = useTranslations("operator-incidents");
  const empty = { incidentId, text: "", isShared: false };
  const form = useActionForm({
    schema: incidentEntrySchema,
    action: addIncidentEntryAction,
    defaultValues: empty,
    successMessage: t("noted"),
    onSuccess: () => form.form.reset(empty),
  });
  return (
    <ActionForm form={form}>
      <TextArea label={t("note")} rows={3} isRequired {...form.field("text")} />
      <Checkbox label={t("isShared")} {...form.checkbox("isShared")} />
      <FormActions>
        <Button type="submit" isPending={form.isPending}>
          {t("addNote")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}

export function CloseForm({ id }: { id: string }) {
  const t = useTranslations("operator-incidents");
  const form = useActionForm({
    schema: closeIncidentSchema,
    action: closeIncidentAction,
    defaultValues: { id, reason: "" },
    successMessage: t("closedDone"),
  });
  return (
    <ActionForm form={form}>
      <TextArea label={t("reason")} rows={2} isRequired {...form.field("reason")} />
      <FormActions>
        <Button type="submit" isPending={form.isPending}>
          {t("close")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
