"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DateField } from "@/components/ui/date-time-field";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { endingReasons } from "@/db/values";
import { cancelContractAction } from "@/lib/endings/actions";
import { cancelContractSchema } from "@/lib/endings/schema";

export function CancelContractForm({ name, today }: { name: string; today: string }) {
  const t = useTranslations("endings");
  const router = useRouter();
  const form = useActionForm({
    schema: cancelContractSchema,
    action: cancelContractAction,
    defaultValues: { reason: "finished", note: "", endsOn: today, companyName: "" },
    onSuccess: () => router.refresh(),
    successMessage: t("done"),
  });
  return (
    <ActionForm form={form}>
      <Select
        label={t("reason")}
        options={endingReasons.map((value) => ({ value, label: t(`reasons.${value}`) }))}
        {...form.field("reason")}
      />
      <TextArea label={t("note")} rows={3} {...form.field("note")} />
      <DateField
        label={t("endsOn")}
        description={t("endsOnHint")}
        isRequired
        min={today}
        {...form.field("endsOn")}
      />
      <TextField
        label={t("companyName", { name })}
        isRequired
        autoComplete="off"
        {...form.field("companyName")}
      />
      <FormActions>
        <Button type="submit" variant="danger" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
