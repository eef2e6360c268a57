"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { type AbuseThresholds, measuredKinds, thresholdUnits } from "@/lib/abuse/rules";
import { setAbuseThresholdsAction } from "@/lib/service-settings/actions";
import { setAbuseThresholdsSchema } from "@/lib/service-settings/schema";

/** From which figures on a customer is looked at, and from which its sending stops. */
export function AbuseThresholdForm({ thresholds }: { thresholds: AbuseThresholds }) {
  const t = useTranslations("operatorAbuse.thresholds");
  const form = useActionForm({
    schema: setAbuseThresholdsSchema,
    action: setAbuseThresholdsAction,
    defaultValues: thresholds,
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <div className="grid gap-4 sm:grid-cols-2">
        {measuredKinds.flatMap((kind) =>
          (["warning", "hard"] as const).map((level) => (
            <TextField
              key={`${kind} ${level}`}
              label={t(level, { name: t(`names.${kind}`) })}
              inputMode="decimal"
              suffix={t(`units.${thresholdUnits[kind]}`)}
              isRequired
              {...form.field(level === "hard" ? `${kind}_hard` : kind)}
            />
          )),
        )}
        {(["rate_mails", "volume_mails"] as const).map((name) => (
          <TextField
            key={name}
            label={t(name)}
            inputMode="numeric"
            suffix={t("units.mails")}
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
