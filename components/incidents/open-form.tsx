"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DateTimeField } from "@/components/ui/date-time-field";
import { MultiSelect } from "@/components/ui/multi-select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { openIncidentAction } from "@/lib/incidents/actions";
import { openIncidentSchema } from "@/lib/incidents/schema";
import { paths } from "@/lib/paths";

type OpenFormProps = { now: string; tenants: { id: string; label: string }[] };

export function OpenIncidentForm({ now, tenants }: OpenFormProps) {
  const t = useTranslations("operator-incidents");
  const router = useRouter();
  const form = useActionForm({
    schema: openIncidentSchema,
    action: openIncidentAction,
    defaultValues: { title: "", description: "", detectedAt: now, tenantIds: [] as string[] },
    successMessage: t("opened"),
    onSuccess: ({ id }) => router.push(paths.operatorIncident(id)),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("name")} isRequired {...form.field("title")} />
      <TextArea label={t("text")} rows={6} isRequired {...form.field("description")} />
      <DateTimeField label={t("detectedAt")} isRequired {...form.field("detectedAt")} />
      <MultiSelect label={t("tenants")} options={tenants} {...form.list("tenantIds")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("open")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
