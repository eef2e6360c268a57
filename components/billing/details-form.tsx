"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateBillingDetailsAction } from "@/lib/payers/actions";
import { type BillingDetailsInput, billingDetailsSchema } from "@/lib/payers/schema";

type Props = { details: BillingDetailsInput; defaults: { companyName: string; address: string } };

/** To whom invoices are addressed. */
export function DetailsForm({ details, defaults }: Props) {
  const t = useTranslations("billing");
  const form = useActionForm({
    schema: billingDetailsSchema,
    action: updateBillingDetailsAction,
    defaultValues: details,
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("companyName")}
        placeholder={defaults.companyName}
        autoComplete="organization"
        {...form.field("companyName")}
      />
      <TextField label={t("recipient")} {...form.field("recipient")} />
      <TextField
        label={t("postalAddress")}
        placeholder={defaults.address}
        autoComplete="street-address"
        {...form.field("postalAddress")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
