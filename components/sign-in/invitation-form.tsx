"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { acceptInvitationAction } from "@/lib/invitations/actions";
import { acceptInvitationSchema } from "@/lib/invitations/schema";
import { paths } from "@/lib/paths";
import { goTo } from "./go-to";
import { NewPasswordField } from "./new-password-field";

type Props = { token: string; email: string; name: string; tenantName: string };

export function InvitationForm({ token, email, name, tenantName }: Props) {
  const t = useTranslations("signIn");
  const form = useActionForm({
    schema: acceptInvitationSchema,
    action: acceptInvitationAction,
    defaultValues: { token, name, password: "", agree: false },
    onSuccess: ({ href }) => goTo(href),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("invitation.tenant")} value={tenantName} isReadOnly />
      <TextField label={t("email")} type="email" autoComplete="username" value={email} isReadOnly />
      <TextField
        label={t("invitation.name")}
        autoComplete="name"
        isRequired
        {...form.field("name")}
      />
      <NewPasswordField label={t("password")} isRequired {...form.field("password")} />
      <Checkbox
        label={t.rich("invitation.agree", {
          link: (text) => (
            <TextLink href={paths.terms} isExternal>
              {text}
            </TextLink>
          ),
          privacy: (text) => (
            <TextLink href={paths.privacy} isExternal>
              {text}
            </TextLink>
          ),
        })}
        isRequired
        {...form.checkbox("agree")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("invitation.submit")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
