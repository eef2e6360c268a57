"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { type RampUp, rampUpSchema } from "@/lib/ramp-up/schema";
import { setRampUpAction } from "@/lib/service-settings/actions";

const names = ["firstDay", "factor", "stepDays", "days"] as const;

export function RampForm({ ramp }: { ramp: RampUp }) {
  const t = useTranslations("operatorAbuse.rampUp");
  const form = useActionForm({
    schema: rampUpSchema,
    action: setRampUpAction,
    defaultValues: ramp,
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <div className="grid gap-4 sm:grid-cols-2">
        {names.map((name) => (
          <TextField
            key={name}
            label={t(name)}
            inputMode="decimal"
            isRequired
            {...form.field(name)}
          />
        ))}
      </div>
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
