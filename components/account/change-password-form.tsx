"use client";

import { useTranslations } from "next-intl";
import type { z } from "zod";
import { goTo } from "@/components/sign-in/go-to";
import { NewPasswordField } from "@/components/sign-in/new-password-field";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { changePasswordSchema } from "@/lib/account/schema";

type Props = {
  email: string;
  action: (input: z.input<typeof changePasswordSchema>) => Promise<ActionResult<void>>;
  /** Where to go on to; left out, the page stays and says that it is done. */
  nextHref?: string;
};

export function ChangePasswordForm({ email, action, nextHref }: Props) {
  const t = useTranslations("account.password");
  const form = useActionForm({
    schema: changePasswordSchema,
    action,
    defaultValues: { current: "", password: "" },
    ...(!nextHref && { successMessage: t("changed") }),
    onSuccess: () => (nextHref ? goTo(nextHref) : form.form.reset()),
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
