"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { changeSecondStepPolicyAction } from "@/lib/second-step-policy/actions";
import { secondStepPolicySchema } from "@/lib/second-step-policy/schema";

type Policy = { isRequired: boolean; graceDays: number };

export function PolicyForm({ policy }: { policy: Policy }) {
  const t = useTranslations("factors.policy");
  const router = useRouter();
  const form = useActionForm({
    schema: secondStepPolicySchema,
    action: changeSecondStepPolicyAction,
    defaultValues: policy,
    successMessage: t("saved"),
    onSuccess: () => router.refresh(),
  });
  const graceDays = form.field("graceDays");
  const asNumber = (text: string) => {
    const digits = text.normalize("NFKC").replace(/\D/g, "");
    form.number("graceDays").onChange(digits === "" ? null : Number(digits));
  };
  return (
    <ActionForm form={form}>
      <Checkbox label={t("required")} {...form.checkbox("isRequired")} />
      <div className="max-w-60">
        <TextField
          label={t("graceDays")}
          description={t("graceHint")}
          inputMode="numeric"
          {...graceDays}
          onChange={asNumber}
        />
      </div>
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
