"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import { assignableRoles } from "@/db/values";
import { changeProviderPolicyAction } from "@/lib/sign-on/actions";
import type { ProviderSummary } from "@/lib/sign-on/queries";
import { providerPolicySchema } from "@/lib/sign-on/schema";

export function PolicyForm({ provider }: { provider: ProviderSummary }) {
  const t = useTranslations("signOn");
  const roles = useTranslations("permissions.roles");
  const { isOn, isRequired, createsUsers, defaultRole } = provider;
  const form = useActionForm({
    schema: providerPolicySchema,
    action: changeProviderPolicyAction,
    defaultValues: { isOn, isRequired, createsUsers, defaultRole },
    successMessage: t("policySaved"),
  });
  return (
    <ActionForm form={form}>
      <Checkbox
        label={t("isOn")}
        description={t("isOnHint")}
        isDisabled={!provider.testedAt}
        {...form.checkbox("isOn")}
      />
      <Checkbox
        label={t("createsUsers")}
        description={t("createsUsersHint")}
        {...form.checkbox("createsUsers")}
      />
      <Select
        label={t("defaultRole")}
        options={assignableRoles.map((value) => ({ value, label: roles(`${value}.name`) }))}
        {...form.field("defaultRole")}
      />
      <Checkbox
        label={t("isRequired")}
        description={t("isRequiredHint")}
        {...form.checkbox("isRequired")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
