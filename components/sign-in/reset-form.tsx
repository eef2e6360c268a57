"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/use-action-form";
import { paths } from "@/lib/paths";
import { resetPasswordAction } from "@/lib/sign-in/actions";
import { passwordResetSchema } from "@/lib/sign-in/schema";
import { goTo } from "./go-to";
import { NewPasswordField } from "./new-password-field";

export function ResetForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("signIn");
  const form = useActionForm({
    schema: passwordResetSchema,
    action: resetPasswordAction,
    defaultValues: { token, password: "" },
    onSuccess: () => goTo(`${paths.signIn}?reset=done`),
  });
  return (
    <ActionForm form={form}>
      {/* Password managers file the new password under this name. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField label={t("newPassword")} isRequired autoFocus {...form.field("password")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("reset.setSubmit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
