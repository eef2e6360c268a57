"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { alarmRules } from "@/db/values";
import { type AlarmRule, alarmDefinitions, inUnit } from "@/lib/alarms/rules";
import { setThresholdsAction } from "@/lib/service-settings/actions";
import { setThresholdsSchema } from "@/lib/service-settings/schema";

export function ThresholdForm({ thresholds }: { thresholds: Record<AlarmRule, number> }) {
  const t = useTranslations("operator-watching");
  const form = useActionForm({
    schema: setThresholdsSchema,
    action: setThresholdsAction,
    defaultValues: Object.fromEntries(
      alarmRules.map((rule) => [rule, inUnit(rule, thresholds[rule])]),
    ),
    successMessage: t("thresholds.saved"),
  });
  return (
    <ActionForm form={form}>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {alarmRules.map((rule) => (
          <TextField
            key={rule}
            label={t(`rules.${rule}`)}
            inputMode="decimal"
            suffix={t(`units.${alarmDefinitions[rule].unit}`)}
            isRequired
            {...form.field(rule)}
          />
        ))}
      </div>
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("thresholds.save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
