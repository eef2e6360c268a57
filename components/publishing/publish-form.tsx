"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DateTimeField } from "@/components/ui/date-time-field";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { publishNoticeSchema } from "@/lib/notices/schema";
import { publishNoticeAction } from "@/lib/publishing/actions";

/** Publishes a draft now or at a time; a reason lets it come before its lead time is over. */
export function PublishForm({ id, leadDays }: { id: string; leadDays: number }) {
  const t = useTranslations("operator-notices");
  const form = useActionForm({
    schema: publishNoticeSchema,
    action: publishNoticeAction,
    defaultValues: { id, scheduledAt: "", overrideReason: "" },
    successMessage: t("publishedOrPlanned"),
  });
  const isPlanned = form.form.watch("scheduledAt") !== "";
  return (
    <ActionForm form={form}>
      <DateTimeField
        label={t("scheduledAt")}
        description={t("scheduledAtHint")}
        {...form.field("scheduledAt")}
      />
      {leadDays > 0 && (
        <TextField
          label={t("overrideReason")}
          description={t("overrideReasonHint", { days: leadDays })}
          {...form.field("overrideReason")}
        />
      )}
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {isPlanned ? t("plan") : t("publish")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
