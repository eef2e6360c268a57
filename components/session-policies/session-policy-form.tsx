"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateSessionPolicyAction } from "@/lib/session-policies/actions";
import type { SessionPolicy } from "@/lib/session-policies/queries";
import {
  absoluteDayChoices,
  idleMinuteChoices,
  sessionPolicySchema,
} from "@/lib/session-policies/schema";

export function SessionPolicyForm({ policy }: { policy: SessionPolicy }) {
  const t = useTranslations("sessions");
  const form = useActionForm({
    schema: sessionPolicySchema,
    action: updateSessionPolicyAction,
    defaultValues: {
      absoluteDays: String(policy.absoluteDays),
      idleMinutes: policy.idleMinutes === null ? "" : String(policy.idleMinutes),
    },
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <Select
        label={t("absolute")}
        description={t("absoluteHint")}
        options={absoluteDayChoices.map((days) => ({
          value: String(days),
          label: t("days", { count: days }),
        }))}
        {...form.field("absoluteDays")}
      />
      <Select
        label={t("idle")}
        description={t("idleHint")}
        placeholder={t("noIdle")}
        options={idleMinuteChoices.map((minutes) => ({
          value: String(minutes),
          label: durationText(t, minutes),
        }))}
        {...form.field("idleMinutes")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}

function durationText(t: ReturnType<typeof useTranslations<"sessions">>, minutes: number): string {
  if (minutes < 60) return t("minutes", { count: minutes });
  if (minutes < 1440) return t("hours", { count: minutes / 60 });
  return t("days", { count: minutes / 1440 });
}
