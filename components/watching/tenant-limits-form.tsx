"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { setTenantLimitsAction } from "@/lib/quotas/actions";
import { setTenantLimitsSchema } from "@/lib/quotas/schema";

type LimitName = "addresses" | "monthlyMails" | "users" | "mailsPerHour";
type TenantLimitsFormProps = {
  tenantId: string;
  own: Record<LimitName, number | null> | null;
  plan: Record<LimitName, number | null>;
};

const names: LimitName[] = ["addresses", "monthlyMails", "users", "mailsPerHour"];

/** The provider's own figures for one customer; an empty field follows the plan. */
export function TenantLimitsForm({ tenantId, own, plan }: TenantLimitsFormProps) {
  const t = useTranslations("operator-watching.limits");
  const shown = (name: LimitName) => String(own?.[name] ?? "");
  const form = useActionForm({
    schema: setTenantLimitsSchema,
    action: setTenantLimitsAction,
    defaultValues: {
      tenantId,
      addresses: shown("addresses"),
      monthlyMails: shown("monthlyMails"),
      users: shown("users"),
      mailsPerHour: shown("mailsPerHour"),
    },
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      {names.map((name) => (
        <TextField
          key={name}
          label={t(`names.${name}`)}
          placeholder={plan[name] === null ? t("none") : String(plan[name])}
          inputMode="numeric"
          {...form.field(name)}
        />
      ))}
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
