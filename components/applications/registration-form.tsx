"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeInput } from "@/components/ui/code-input";
import { PasswordField } from "@/components/ui/password-field";
import { estimateStrength } from "@/components/ui/password-strength";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { registerAction } from "@/lib/applications/actions";
import { paths } from "@/lib/paths";
import { registrationSchema } from "@/lib/registrations/schema";

type RegistrationFormProps = { termsVersion: string; sendAgain: ReactNode };

export function RegistrationForm({ termsVersion, sendAgain }: RegistrationFormProps) {
  const t = useTranslations("applications.registration");
  const router = useRouter();
  const form = useActionForm({
    schema: registrationSchema,
    action: registerAction,
    defaultValues: { code: "", companyName: "", contactName: "", password: "", isAgreed: false },
    onSuccess: ({ url }) => router.push(url),
  });
  const password = form.field("password");
  const strength = password.value ? { score: estimateStrength(password.value) } : undefined;
  return (
    <ActionForm form={form}>
      <CodeInput {...form.field("code")} label={t("code")} description={t("codeHint")} isRequired />
      {sendAgain}
      <TextField
        {...form.field("companyName")}
        label={t("company")}
        description={t("companyHint")}
        autoComplete="organization"
        isRequired
      />
      <TextField
        {...form.field("contactName")}
        label={t("contact")}
        autoComplete="name"
        isRequired
      />
      <PasswordField
        {...password}
        label={t("password")}
        description={t("passwordHint")}
        autoComplete="new-password"
        strength={strength}
        isRequired
      />
      <Checkbox
        {...form.checkbox("isAgreed")}
        label={t("agree")}
        description={<Documents version={termsVersion} />}
        isRequired
      />
      <Button type="submit" variant="primary" isPending={form.isPending}>
        {t("submit")}
      </Button>
    </ActionForm>
  );
}

function Documents({ version }: { version: string }) {
  const t = useTranslations("applications.registration");
  const link = (href: string) => (text: ReactNode) => (
    <TextLink href={href} isExternal>
      {text}
    </TextLink>
  );
  return t.rich("documents", {
    version,
    terms: link(paths.terms),
    privacy: link(paths.privacy),
    security: link(paths.security),
  });
}
