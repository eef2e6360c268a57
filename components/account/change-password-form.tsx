"use client";

import { useTranslations } from "next-intl";
import { NewPasswordField } from "@/components/sign-in/new-password-field";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { changePasswordAction } from "@/lib/account/actions";
import { changePasswordSchema } from "@/lib/account/schema";

export function ChangePasswordForm({ email }: { email: string }) {
  const t = useTranslations("account.password");
  const form = useActionForm({
    schema: changePasswordSchema,
    action: changePasswordAction,
    defaultValues: { current: "", password: "" },
    successMessage: t("changed"),
    onSuccess: () => form.form.reset(),
  });
  return (
    <ActionForm form={form}>
      {/* Password managers file the new password under this name. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        label={t("current")}
        autoComplete="current-password"
        isRequired
        {...form.field("current")}
      />
      <NewPasswordField label={t("next")} isRequired {...form.field("password")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
