"use client";

import { useTranslations } from "next-intl";
import { goTo } from "@/components/sign-in/go-to";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { operatorSignInAction } from "@/lib/operators/actions";
import { operatorSignInSchema } from "@/lib/operators/schema";

export function OperatorSignInForm() {
  const t = useTranslations("operator.signIn");
  const form = useActionForm({
    schema: operatorSignInSchema,
    action: operatorSignInAction,
    defaultValues: { email: "", password: "" },
    onSuccess: ({ href }) => goTo(href),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("email")}
        type="email"
        autoComplete="username"
        isRequired
        {...form.field("email")}
      />
      <PasswordField
        label={t("password")}
        autoComplete="current-password"
        isRequired
        {...form.field("password")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
