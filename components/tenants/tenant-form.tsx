"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateTenantAction } from "@/lib/tenants/actions";
import { type UpdateTenantInput, updateTenantSchema } from "@/lib/tenants/schema";

export function TenantForm({
  tenant,
  isReadOnly,
}: {
  tenant: UpdateTenantInput;
  isReadOnly: boolean;
}) {
  const t = useTranslations("settings");
  const form = useActionForm({
    schema: updateTenantSchema,
    action: updateTenantAction,
    defaultValues: tenant,
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("name")} isRequired isReadOnly={isReadOnly} {...form.field("name")} />
      <TextField
        label={t("legalName")}
        description={t("legalNameHint")}
        isRequired
        isReadOnly={isReadOnly}
        {...form.field("legalName")}
      />
      <TextField
        label={t("postalAddress")}
        description={t("postalAddressHint")}
        isRequired
        isReadOnly={isReadOnly}
        {...form.field("postalAddress")}
      />
      <TextField
        label={t("complaintContact")}
        description={t("complaintContactHint")}
        isRequired
        isReadOnly={isReadOnly}
        {...form.field("complaintContact")}
      />
      {!isReadOnly && (
        <FormActions>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("save")}
          </Button>
        </FormActions>
      )}
    </ActionForm>
  );
}
