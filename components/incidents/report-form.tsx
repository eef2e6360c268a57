"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DateTimeField } from "@/components/ui/date-time-field";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { reportIncidentAction } from "@/lib/incident-reports/actions";
import { reportIncidentSchema } from "@/lib/incidents/schema";
import { paths } from "@/lib/paths";

export function ReportForm({ now }: { now: string }) {
  const t = useTranslations("incidents");
  const router = useRouter();
  const form = useActionForm({
    schema: reportIncidentSchema,
    action: reportIncidentAction,
    defaultValues: { title: "", description: "", detectedAt: now },
    successMessage: t("sent"),
    onSuccess: ({ id }) => router.push(paths.incident(id)),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("name")} isRequired {...form.field("title")} />
      <TextArea
        label={t("text")}
        description={t("textHint")}
        rows={8}
        isRequired
        {...form.field("description")}
      />
      <DateTimeField label={t("detectedAt")} isRequired {...form.field("detectedAt")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("send")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
