"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import type { PlanId, PlanLimits } from "@/lib/plans/rules";
import { setPlanLimitsAction } from "@/lib/service-settings/actions";
import { setPlanLimitsSchema } from "@/lib/service-settings/schema";

type PlanLimitsFormProps = { planId: PlanId; title: string; limits: PlanLimits };

const names = ["addresses", "monthlyMails", "users"] as const;

/** What a plan allows to everyone who has no limits of their own. */
export function PlanLimitsForm({ planId, title, limits }: PlanLimitsFormProps) {
  const t = useTranslations("operatorRecords.settings");
  const labels = useTranslations("operator-watching.limits.names");
  const form = useActionForm({
    schema: setPlanLimitsSchema,
    action: setPlanLimitsAction,
    defaultValues: { planId, ...limits },
    successMessage: t("saved"),
  });
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h3 className="font-medium text-sm">{title}</h3>
      <ActionForm form={form}>
        {names.map((name) => (
          <TextField
            key={name}
            label={labels(name)}
            inputMode="numeric"
            isRequired
            {...form.field(name)}
          />
        ))}
        <FormActions>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("save")}
          </Button>
        </FormActions>
      </ActionForm>
    </section>
  );
}
