"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateApprovalRuleAction } from "@/lib/approval-settings/actions";
import { approvalRuleSchema, approvalRules } from "@/lib/approval-settings/schema";
import { paths } from "@/lib/paths";

type Props = { approvalFrom: number | null; scheduled: number };

const suggested = 100;

/** Which deliveries need an approval, with what that means for those that are scheduled already. */
export function ApprovalRuleForm({ approvalFrom, scheduled }: Props) {
  const t = useTranslations("approvals.settings");
  const form = useActionForm({
    schema: approvalRuleSchema,
    action: updateApprovalRuleAction,
    defaultValues: {
      rule: approvalFrom === null ? "never" : approvalFrom === 1 ? "always" : "from",
      recipients: String(approvalFrom !== null && approvalFrom > 1 ? approvalFrom : suggested),
    },
    successMessage: t("saved"),
  });
  const rule = form.field("rule");
  return (
    <ActionForm form={form}>
      <RadioGroup
        label={t("rule")}
        isCard
        options={approvalRules.map((value) => ({
          value,
          label: t(value),
          description: t(`${value}Hint`),
        }))}
        {...rule}
      />
      {rule.value === "from" && (
        <TextField
          label={t("recipients")}
          description={t("recipientsHint")}
          inputMode="numeric"
          isRequired
          {...form.field("recipients")}
        />
      )}
      {scheduled > 0 && rule.value !== "never" && (
        <Alert tone="warning" title={t("scheduled", { count: scheduled })}>
          {t("scheduledText")}{" "}
          <TextLink href={`${paths.deliveries}?tab=scheduled`}>{t("scheduledLink")}</TextLink>
        </Alert>
      )}
      <p className="text-muted text-xs">{t("limits")}</p>
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
