"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { requestPasswordResetAction } from "@/lib/sign-in/actions";
import { passwordResetRequestSchema } from "@/lib/sign-in/schema";

export function ResetRequestForm() {
  const t = useTranslations("signIn");
  const [isSent, setIsSent] = useState(false);
  const form = useActionForm({
    schema: passwordResetRequestSchema,
    action: requestPasswordResetAction,
    defaultValues: { email: "" },
    onSuccess: () => setIsSent(true),
  });
  if (isSent) {
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="success" title={t("reset.sentTitle")}>
          {t("reset.sent")}
        </Alert>
        <p className="text-muted">{t("reset.notArrived")}</p>
        <FormActions>
          <Button onPress={() => setIsSent(false)}>{t("reset.again")}</Button>
        </FormActions>
      </div>
    );
  }
  return (
    <ActionForm form={form}>
      <TextField
        label={t("email")}
        type="email"
        autoComplete="username"
        inputMode="email"
        isRequired
        {...form.field("email")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("reset.submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
