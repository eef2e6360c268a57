"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/radio-group";
import { useActionForm } from "@/components/ui/use-action-form";
import { openPaymentAction } from "@/lib/applications/actions";
import { openPaymentSchema } from "@/lib/applications/schema";
import type { PlanId } from "@/lib/plans/rules";

export type PaymentFormProps = {
  token: string | null;
  source: "link" | "return";
  planId: PlanId;
  plans: { value: string; label: string; description: string }[];
  submitLabel: string;
};

/** The choice of plan; goes on to the payment provider's page. */
export function PaymentForm({ token, source, planId, plans, submitLabel }: PaymentFormProps) {
  const t = useTranslations("applications.payment");
  const form = useActionForm({
    schema: openPaymentSchema,
    action: openPaymentAction,
    defaultValues: { token, source, planId },
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <ActionForm form={form}>
      <RadioGroup {...form.field("planId")} label={t("plan")} options={plans} isCard isRequired />
      <p className="text-muted text-xs">{t("note")}</p>
      <Button type="submit" variant="primary" isPending={form.isPending}>
        {submitLabel}
      </Button>
    </ActionForm>
  );
}
