"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PasswordField } from "@/components/ui/password-field";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { paths } from "@/lib/paths";
import { signInAction } from "@/lib/sign-in/actions";
import { signInSchema } from "@/lib/sign-in/schema";
import { goTo } from "./go-to";

type Props = { next: string; onEmail?: (email: string) => void };

export function SignInForm({ next, onEmail }: Props) {
  const t = useTranslations("signIn");
  const form = useActionForm({
    schema: signInSchema,
    action: signInAction,
    defaultValues: { email: "", password: "", next },
    onSuccess: ({ href }) => goTo(href),
  });
  const email = form.field("email");
  return (
    <ActionForm form={form}>
      <TextField
        label={t("email")}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoFocus
        isRequired
        {...email}
        onBlur={() => {
          email.onBlur();
          onEmail?.(email.value);
        }}
      />
      <PasswordField
        label={t("password")}
        autoComplete="current-password"
        isRequired
        {...form.field("password")}
      />
      <div className="flex flex-wrap items-center justify-between gap-3 pt-1">
        <TextLink href={paths.passwordReset}>{t("forgot")}</TextLink>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </div>
    </ActionForm>
  );
}
