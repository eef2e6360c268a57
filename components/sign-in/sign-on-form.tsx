"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { startSignOnAction } from "@/lib/signing-on/actions";
import { startSignOnSchema } from "@/lib/signing-on/schema";
import { goTo } from "./go-to";

type Props = { email?: string; next: string };

/** Sends a person to the provider of their mail domain. */
export function SignOnForm({ email = "", next }: Props) {
  const t = useTranslations("signOn.signIn");
  const form = useActionForm({
    schema: startSignOnSchema,
    action: startSignOnAction,
    defaultValues: { email, next },
    onSuccess: ({ href }) => goTo(href),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("email")}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoFocus={email === ""}
        isRequired
        {...form.field("email")}
      />
      <div className="flex justify-end pt-1">
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("submit")}
        </Button>
      </div>
    </ActionForm>
  );
}
