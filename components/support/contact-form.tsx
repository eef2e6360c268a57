"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { paths } from "@/lib/paths";
import { registerSupportContactAction } from "@/lib/support/actions";
import { type SupportContactInput, supportContactSchema } from "@/lib/support/schema";

export function ContactForm({ contact }: { contact: SupportContactInput }) {
  const t = useTranslations("support");
  const router = useRouter();
  const form = useActionForm({
    schema: supportContactSchema,
    action: registerSupportContactAction,
    defaultValues: contact,
    successMessage: t("contactSaved"),
    onSuccess: () => router.push(paths.support),
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("chatworkId")}
        description={t("chatworkIdHint")}
        isRequired
        {...form.field("chatworkId")}
      />
      <TextField label={t("chatworkName")} isRequired {...form.field("chatworkName")} />
      <TextField label={t("person")} isRequired {...form.field("person")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
