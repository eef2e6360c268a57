"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateNetworkPolicyAction } from "@/lib/networks/actions";
import { networkPolicySchema } from "@/lib/networks/schema";

export function NetworkPolicyForm({ isOn, ranges }: { isOn: boolean; ranges: string }) {
  const t = useTranslations("networks");
  const form = useActionForm({
    schema: networkPolicySchema,
    action: updateNetworkPolicyAction,
    defaultValues: { isOn, ranges },
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <Checkbox label={t("isOn")} {...form.checkbox("isOn")} />
      <TextArea
        label={t("ranges")}
        description={t("rangesHint")}
        rows={8}
        isCode
        {...form.field("ranges")}
      />
      <p className="text-muted">{t("scope")}</p>
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
